import { createCssVariablesTheme, createHighlighterCore, type GrammarState, type HighlighterCore, type LanguageRegistration } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import type { LanguageId } from "./languages";
import { kinds, type Ask, type Token, type Told } from "./tokens";

type Grammar = () => Promise<{ default: LanguageRegistration[] }>;

const grammars: Readonly<Record<LanguageId, Grammar>> = {
  bash: () => import("shiki/langs/bash.mjs"),
  c: () => import("shiki/langs/c.mjs"),
  cpp: () => import("shiki/langs/cpp.mjs"),
  csharp: () => import("shiki/langs/csharp.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  diff: () => import("shiki/langs/diff.mjs"),
  docker: () => import("shiki/langs/docker.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  ini: () => import("shiki/langs/ini.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  jsx: () => import("shiki/langs/jsx.mjs"),
  kotlin: () => import("shiki/langs/kotlin.mjs"),
  lua: () => import("shiki/langs/lua.mjs"),
  make: () => import("shiki/langs/make.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  php: () => import("shiki/langs/php.mjs"),
  powershell: () => import("shiki/langs/powershell.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  r: () => import("shiki/langs/r.mjs"),
  ruby: () => import("shiki/langs/ruby.mjs"),
  rust: () => import("shiki/langs/rust.mjs"),
  scss: () => import("shiki/langs/scss.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  swift: () => import("shiki/langs/swift.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  xml: () => import("shiki/langs/xml.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
};

const theme = "kinds";
const blocksKept = 64;
/**
 * Milliseconds for one line. A line that is given up leaves a wrong state for all that follow, and the first line of a
 * language pays for making its expressions: over half a second for C++ on a busy machine.
 */
const patience = 5_000;
const mark = /^var\(--(?:token-)?([a-z-]+)\)$/;

/** Tokenizes finished lines only, each once: the grammar's state after the last line of a block is kept for the next. */
export class Tokenizer {
  private highlighter: Promise<HighlighterCore> | null = null;
  private readonly states = new Map<number, { lines: number; state: GrammarState | undefined }>();

  async take(ask: Ask): Promise<Told> {
    const highlighter = await this.ready(ask.language);
    const known = this.states.get(ask.block);
    // A block is asked for in order; one whose state was dropped begins again in the middle, which is only less pretty.
    const state = known?.lines === ask.from ? known.state : undefined;
    const result = highlighter.codeToTokensBase(ask.lines.join("\n"), {
      lang: ask.language,
      theme,
      tokenizeTimeLimit: patience,
      ...(state ? { grammarState: state } : {}),
    });
    this.states.delete(ask.block);
    if (!ask.last) this.keep(ask.block, ask.from + ask.lines.length, highlighter.getLastGrammarState(result));
    return { block: ask.block, from: ask.from, lines: result.map((line) => line.map((token): Token => [token.content.length, kindOf(token.color)])) };
  }

  private keep(block: number, lines: number, state: GrammarState | undefined): void {
    this.states.set(block, { lines, state });
    const oldest = this.states.keys().next().value;
    if (this.states.size > blocksKept && oldest !== undefined) this.states.delete(oldest);
  }

  private async ready(language: LanguageId): Promise<HighlighterCore> {
    this.highlighter ??= createHighlighterCore({
      themes: [createCssVariablesTheme({ name: theme, variablePrefix: "--", fontStyle: false })],
      langs: [],
      engine: createJavaScriptRegexEngine({ forgiving: true }),
    });
    const highlighter = await this.highlighter;
    if (!highlighter.getLoadedLanguages().includes(language)) await highlighter.loadLanguage(grammars[language]());
    return highlighter;
  }
}

function kindOf(color: string | undefined): number {
  const name = mark.exec(color ?? "")?.[1];
  const index = kinds.findIndex((kind) => kind === name);
  return Math.max(0, index);
}
