import { lazy, Suspense } from "react";
import { patiently } from "~/api/patiently";
import type { Pair } from "~/guard/message";
import { PlainText } from "./markdown/PlainText";

/** Fetches what draws Markdown. The home screen does without it; it is asked for as soon as the page is idle. */
export const loadMarkdown = () => patiently(() => import("./markdown/Markdown"));

const Markdown = lazy(() => loadMarkdown().then((module) => ({ default: module.Markdown })));

/** An answer in Markdown; for the moment until its drawer is here, as plain text. */
export function AnswerText({ text, streaming, restored }: { text: string; streaming: boolean; restored?: readonly Pair[] | undefined }) {
  return (
    <Suspense fallback={<PlainText text={text} />}>
      <Markdown text={text} streaming={streaming} restored={restored} />
    </Suspense>
  );
}
