import { memo, useMemo } from "react";
import { defaultRehypePlugins, Streamdown } from "streamdown";
import { AnswerBlock } from "./AnswerBlock";
import { elements } from "./elements";
import { readable } from "./limits";
import "./markdown.css";
import { mayHoldMath, unifyMath } from "./math-text";
import { PlainText } from "./PlainText";
import type { Pair } from "~/guard/message";
import { rehypeRestored, RestoredContext, restorerOf } from "./restored";
import { RevealContext, useReveal } from "./reveal";
import { useMath } from "./useMath";

const sanitizer = defaultRehypePlugins["sanitize"];
const sanitize = Array.isArray(sanitizer) ? sanitizer[0] : sanitizer;

/**
 * What an answer may consist of. Raw HTML never gets this far: without a parser for it, it is text (see `rehypePlugins`
 * below). This is the second wall, for what Markdown itself can make.
 */
const schema = {
  tagNames:
    "p h1 h2 h3 h4 h5 h6 strong em del br hr sub sup section ul ol li blockquote code pre a img input table thead tbody tr th td".split(" "),
  attributes: {
    a: ["href"],
    img: ["src", "alt"],
    code: [["className", /^language-/]],
    input: [["type", "checkbox"], "checked"],
    ol: ["start"],
    li: [["className", "task-list-item"]],
    th: ["align"],
    td: ["align"],
  },
  protocols: { href: ["http", "https", "mailto"], src: ["http", "https"] },
  required: { input: { disabled: true, type: "checkbox" } },
  strip: ["script", "style"],
};

const plugins = [[sanitize, schema]] as NonNullable<Parameters<typeof Streamdown>[0]["rehypePlugins"]>;

interface MarkdownProps {
  text: string;
  /** More is coming: half-finished marks are closed for the eye. */
  streaming: boolean;
  /** Words that the model did not see: they are marked. */
  restored?: readonly Pair[] | undefined;
}

/** An answer as a page shows it. Nothing in it can run, load or style anything. */
export const Markdown = memo(function Markdown({ text, streaming, restored }: MarkdownProps) {
  const source = useMemo(() => (readable(text) ? unifyMath(text) : null), [text]);
  const math = useMath(source !== null && mayHoldMath(source));
  const reveal = useReveal(text.length);
  const restorer = useMemo(() => restorerOf(restored), [restored]);
  // Last, on what was made clean before.
  const used = useMemo(() => (restorer ? ([...(plugins ?? []), [rehypeRestored, { pairs: restorer.pairs }]] as typeof plugins) : plugins), [restorer]);
  if (source === null) return <PlainText text={text} notice />;
  return (
    <RevealContext value={reveal}>
      <RestoredContext value={restorer}>
        <Streamdown
          className="answer"
          mode="streaming"
          isAnimating={streaming}
          parseIncompleteMarkdown={streaming}
          BlockComponent={AnswerBlock}
          parseMarkdownIntoBlocksFn={reveal.cut}
          components={elements}
          rehypePlugins={used}
          plugins={math}
        >
          {source}
        </Streamdown>
      </RestoredContext>
    </RevealContext>
  );
});
