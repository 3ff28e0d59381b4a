import { useLayoutEffect, useRef, type RefObject } from "react";
import type { Marks } from "~/chat/guard/useCheck";
import { Marked } from "~/guard/Marked";

const mostDrawn = 60_000;
/** Keeps the last line break from being swallowed. */
const lastLine = "\u200B";

/** Draws lines under parts of the text of a field, from below it. */
export function Underlines({ area, marks }: { area: RefObject<HTMLTextAreaElement | null>; marks: Marks | null }) {
  const mirror = useRef<HTMLPreElement>(null);
  const drawn = marks !== null && marks.spans.length > 0 && marks.text.length <= mostDrawn;
  useLayoutEffect(() => {
    const field = area.current;
    if (!field || !drawn) return undefined;
    const follow = () => {
      if (!mirror.current) return;
      // Without the width of the field's scrollbar, so that lines break where they break there.
      mirror.current.style.inlineSize = `${field.clientWidth}px`;
      mirror.current.scrollTop = field.scrollTop;
    };
    const watch = new ResizeObserver(follow);
    watch.observe(field);
    field.addEventListener("scroll", follow);
    follow();
    return () => {
      watch.disconnect();
      field.removeEventListener("scroll", follow);
    };
  }, [area, drawn]);
  useLayoutEffect(() => {
    if (mirror.current && area.current) mirror.current.scrollTop = area.current.scrollTop;
  });
  if (!drawn) return null;
  return (
    <pre ref={mirror} aria-hidden="true" dir="auto" className="composer-field composer-underlines">
      <Marked text={marks.text} spans={marks.spans} />
      {lastLine}
    </pre>
  );
}
