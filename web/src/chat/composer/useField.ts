import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { How } from "~/chat/guard/useCheck";
import type { useDraftText } from "./drafts";
import { weigh } from "./size";

const settle = 400;
const step = 512;
const grownByHand = 20_000;

interface Field {
  area: RefObject<HTMLTextAreaElement | null>;
  empty: boolean;
  bytes: number;
  /** Bytes once typing pauses, in steps, for the gauge. */
  settled: number;
  changed: (how?: How) => void;
  set: (text: string) => void;
}

/** The text field: the browser holds the text, so that a pasted book costs one look at its length and no redrawing. */
export function useField(draft: ReturnType<typeof useDraftText>, onEdit: (text: string, how: How) => void): Field {
  const area = useRef<HTMLTextAreaElement>(null);
  const [empty, setEmpty] = useState(true);
  const [bytes, setBytes] = useState(0);
  const [settled, setSettled] = useState(0);
  const changed = (how: How = "outside") => {
    const text = area.current?.value ?? "";
    draft.write(text);
    setEmpty(text.trim() === "");
    setBytes(weigh(text));
    onEdit(text, how);
    if (area.current) grow(area.current);
  };
  const set = (text: string) => {
    if (area.current) area.current.value = text;
    changed();
  };
  /** Takes over the draft, at first and whenever it was put there from outside. */
  const fill = (change: number) => {
    const stored = draft.read()?.text ?? "";
    if (change > 0 || stored !== "") set(stored);
    // A phone would cover half the page with its keyboard.
    if (matchMedia("(pointer: fine)").matches) area.current?.focus();
  };
  const latest = useRef(fill);
  useLayoutEffect(() => {
    latest.current = fill;
  });
  useLayoutEffect(() => latest.current(draft.change), [draft.change]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(Math.ceil(bytes / step) * step), settle);
    return () => clearTimeout(timer);
  }, [bytes]);
  return { area, empty, bytes, settled, changed, set };
}

const sizesItself = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

/** Where the browser does not grow the field by itself. */
function grow(area: HTMLTextAreaElement): void {
  if (sizesItself) return;
  area.style.blockSize = "auto";
  area.style.blockSize = area.value.length > grownByHand ? "100vh" : `${area.scrollHeight}px`;
}
