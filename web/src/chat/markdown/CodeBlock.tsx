import { TriangleAlert } from "lucide-react";
import { Fragment, memo, useContext, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cut } from "~/guard/pieces";
import { IconButton } from "~/ui/IconButton";
import { hidesDirection, shown } from "./bidi";
import { CopyIcon } from "./CopyIcon";
import { highlightable, kinds, type Token } from "./highlight/tokens";
import { languageOf } from "./highlight/languages";
import { useHighlight } from "./highlight/useHighlight";
import { pieces } from "./limits";
import { Restored, RestoredContext, restoredSpans, type Spans } from "./restored";
import { useCopy } from "./useCopy";
import "./code.css";

interface CodeBlockProps {
  code: string;
  /** The words after the opening fence. */
  info: string;
  /** False while the block is still being written. */
  complete: boolean;
}

/** A block of code: what language it is, a button to copy it, its lines in colour as soon as they are whole. */
export const CodeBlock = memo(function CodeBlock({ code, info, complete }: CodeBlockProps) {
  const { t } = useTranslation("chat");
  const { copied, copy } = useCopy();
  const language = languageOf(info);
  const plain = useMemo(() => !highlightable(code), [code]);
  const hidden = useMemo(() => hidesDirection(code), [code]);
  return (
    <figure dir="ltr" className="code-block">
      <figcaption className="code-head">
        <span className="flex-1 truncate">{language.label || t("code.title")}</span>
        {hidden && (
          <span className="code-warning">
            <TriangleAlert aria-hidden="true" className="size-3.5" />
            {t("code.hidden")}
          </span>
        )}
        <IconButton quiet size="sm" label={copied ? t("copied") : t("code.copy")} onClick={() => copy(code)}>
          <CopyIcon copied={copied} />
        </IconButton>
      </figcaption>
      {/* A scrolling box must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{plain ? <PlainCode code={code} /> : <Lines code={code} language={language.id} complete={complete} />}</code>
      </pre>
    </figure>
  );
});

const PlainPiece = memo(function PlainPiece({ text }: { text: string }) {
  return <span className="code-piece"><Piece text={text} from={0} spans={useSpans(text)} /></span>;
});

function PlainCode({ code }: { code: string }) {
  const cut = useMemo(() => pieces(code), [code]);
  return cut.map((piece, index) => <PlainPiece key={index} text={piece} />);
}

function Lines({ code, language, complete }: { code: string; language: ReturnType<typeof languageOf>["id"]; complete: boolean }) {
  const tokens = useHighlight(code, language, complete);
  const lines = code.split("\n");
  return lines.map((line, index) => <Line key={index} text={line} tokens={tokens[index]} last={index === lines.length - 1} />);
}

interface LineProps {
  text: string;
  tokens: readonly Token[] | undefined;
  last: boolean;
}

const Line = memo(function Line({ text, tokens, last }: LineProps) {
  const end = last ? "" : "\n";
  const spans = useSpans(text);
  const length = tokens?.reduce((sum, [size]) => sum + size, 0);
  // Tokens of a line that has changed since are of no use.
  if (!tokens || length !== text.length) return <span><Piece text={text} from={0} spans={spans} />{end}</span>;
  return (
    <span>
      {coloured(text, tokens, spans)}
      {end}
    </span>
  );
});

function useSpans(text: string): Spans {
  const restorer = useContext(RestoredContext);
  return useMemo(() => restoredSpans(text, restorer), [text, restorer]);
}

/** A piece of a line, which begins at `from` there; what was put back in it is marked. */
function Piece({ text, from, spans }: { text: string; from: number; spans: Spans }) {
  if (spans.length === 0) return shown(text);
  const within = spans.map(({ start, end, value }) => ({ start: Math.max(0, start - from), end: Math.min(text.length, end - from), value }));
  return cut(text, within).map(({ text: part, value, at }) => (value === null ? <Fragment key={at}>{shown(part)}</Fragment> : <Restored key={at} saw={value}>{shown(part)}</Restored>));
}

function coloured(text: string, tokens: readonly Token[], spans: Spans): ReactNode[] {
  const parts: ReactNode[] = [];
  let start = 0;
  for (const [size, kind] of tokens) {
    parts.push(
      <span key={start} className={`code-${kinds[kind] ?? "text"}`}>
        <Piece text={text.slice(start, start + size)} from={start} spans={spans} />
      </span>,
    );
    start += size;
  }
  return parts;
}
