import type { LanguageId } from "./languages";
import type { Ask, Token, Told } from "./tokens";

type Lines = readonly (readonly Token[])[];

const cacheCharacters = 1_000_000;

let worker: Worker | null = null;
let nextBlock = 1;
const listeners = new Map<number, (told: Told) => void>();
const cache = new Map<string, Lines>();
let cached = 0;

function start(): Worker | null {
  if (worker || typeof Worker === "undefined") return worker;
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", (message: MessageEvent<Told>) => listeners.get(message.data.block)?.(message.data));
  return worker;
}

function remember(key: string, lines: Lines): void {
  if (cache.has(key)) return;
  cache.set(key, lines);
  cached += key.length;
  for (const [oldest] of cache) {
    if (cached <= cacheCharacters) return;
    cache.delete(oldest);
    cached -= oldest.length;
  }
}

/** The tokens of one code block while it grows. Each finished line is sent once; `onLines` is called as answers come. */
export class BlockHighlight {
  lines: Lines = [];
  readonly language: LanguageId;
  private readonly onLines: () => void;
  private block = 0;
  private sent = 0;
  private sentText = "";
  private complete = false;

  constructor(language: LanguageId, onLines: () => void) {
    this.language = language;
    this.onLines = onLines;
  }

  /** Takes the code as it is now. Code that no longer begins like before is tokenized anew. */
  update(code: string, complete: boolean): void {
    if (this.complete && code === this.sentText) return;
    const known = complete ? cache.get(this.key(code)) : undefined;
    if (known) return this.settle(code, known);
    if (!code.startsWith(this.sentText)) this.reset();
    const end = complete ? code.length : code.lastIndexOf("\n");
    if (end <= this.sentText.length && !(complete && !this.complete)) return;
    this.send(code.slice(0, Math.max(0, end)), complete);
  }

  close(): void {
    listeners.delete(this.block);
    this.block = 0;
  }

  private send(text: string, complete: boolean): void {
    const target = start();
    if (!target) return;
    if (this.block === 0) this.listen();
    const fresh = this.sent === 0 ? text : text.slice(this.sentText.length + 1);
    const lines = this.sent > 0 && text.length <= this.sentText.length ? [] : fresh.split("\n");
    const ask: Ask = { block: this.block, language: this.language, from: this.sent, lines, last: complete };
    this.sent += lines.length;
    this.sentText = text;
    this.complete = complete;
    if (lines.length > 0) target.postMessage(ask);
  }

  private listen(): void {
    this.block = nextBlock;
    nextBlock += 1;
    listeners.set(this.block, (told) => {
      if (told.from !== this.lines.length) return;
      this.lines = [...this.lines, ...told.lines];
      if (this.complete && this.lines.length >= this.sent) remember(this.key(this.sentText), this.lines);
      this.onLines();
    });
  }

  private settle(code: string, lines: Lines): void {
    this.close();
    this.lines = lines;
    this.sentText = code;
    this.complete = true;
    this.onLines();
  }

  private reset(): void {
    this.close();
    this.lines = [];
    this.sent = 0;
    this.sentText = "";
    this.complete = false;
  }

  private key(code: string): string {
    return `${this.language}\n${code}`;
  }
}

/** The tokens of a finished block that was seen before. */
export function cachedLines(language: LanguageId, code: string): Lines | undefined {
  return cache.get(`${language}\n${code}`);
}
