import { memo } from "react";
import { Block, type BlockProps } from "streamdown";
import { CodeBlock } from "./CodeBlock";
import { readFence } from "./fence";
import { parsable } from "./limits";
import { PlainText } from "./PlainText";
import { useRevealed } from "./reveal";

const charactersPerLine = 80;

/** One block of an answer: code without the parser, text through it, and what would hold the page as it is. */
function DrawnBlock(props: BlockProps) {
  if (!useRevealed(props.index)) return <Waiting length={props.content.length} />;
  const fence = readFence(props.content);
  if (fence && fence.info !== "math") return <CodeBlock code={fence.code} info={fence.info} complete={fence.closed || !props.isIncomplete} />;
  if (!parsable(props.content)) return <PlainText text={props.content} notice />;
  return <Block {...props} />;
}

/** About as high as the block will be. */
function Waiting({ length }: { length: number }) {
  return <div style={{ blockSize: `${Math.ceil(length / charactersPerLine) * 1.75}rem` }} />;
}

export const AnswerBlock = memo(
  DrawnBlock,
  (before, now) =>
    before.content === now.content &&
    before.index === now.index &&
    before.isIncomplete === now.isIncomplete &&
    before.remarkPlugins === now.remarkPlugins &&
    before.rehypePlugins === now.rehypePlugins,
);
