import { memo, useMemo } from "react";
import { classes } from "~/ui/classes";
import { cut, finder, found, type Span } from "./pieces";
import type { Outcome } from "./kinds";
import "./guard.css";

interface MarkedProps {
  text: string;
  spans: readonly Span<Outcome>[];
}

/** A text with some of its parts marked. What each mark means stands in words beside it. */
export const Marked = memo(function Marked({ text, spans }: MarkedProps) {
  const pieces = useMemo(() => cut(text, spans), [text, spans]);
  return pieces.map(({ text: piece, value, at }) =>
    value === null ? (
      piece
    ) : (
      <mark key={at} className={classes("guard-mark", `guard-${value}`)}>
        {piece}
      </mark>
    ),
  );
});

/** How the guard writes that something was cut out. */
const removed = /\[[^\][\n]{1,80} removed\]/g;

/** A text that left or will leave, with its stand-ins and what was removed marked. */
export function Sent({ text, standIns, label }: { text: string; standIns: readonly string[]; label: string }) {
  const spans = useMemo(() => [...found(text, removed, (): Outcome => "remove"), ...found(text, finder(standIns), (word): Outcome => (word.startsWith("[") ? "remove" : "stand_in"))], [text, standIns]);
  return (
    // A scrolling box must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={label} tabIndex={0} className="guard-sent">
      <p dir="auto" className="whitespace-pre-wrap">
        <Marked text={text} spans={spans} />
      </p>
    </div>
  );
}
