import { useEffect, useRef, useState } from "react";
import { BlockHighlight, cachedLines } from "./client";
import type { LanguageId } from "./languages";
import { highlightable, type Token } from "./tokens";

const none: readonly (readonly Token[])[] = [];

/** The tokens of the lines that are highlighted so far; the rest is to be shown plain. */
export function useHighlight(code: string, language: LanguageId | null, complete: boolean): readonly (readonly Token[])[] {
  const [lines, setLines] = useState(() => (language ? (cachedLines(language, code) ?? none) : none));
  const block = useRef<BlockHighlight | null>(null);
  useEffect(() => {
    if (!language || !highlightable(code)) return;
    if (block.current?.language !== language) {
      block.current?.close();
      const now: BlockHighlight = new BlockHighlight(language, () => setLines(now.lines));
      block.current = now;
    }
    block.current.update(code, complete);
  }, [code, complete, language]);
  useEffect(
    () => () => {
      block.current?.close();
      block.current = null;
    },
    [],
  );
  return language ? lines : none;
}
