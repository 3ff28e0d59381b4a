import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { parseMarkdownIntoBlocks } from "streamdown";

const most = 24;
const least = 4;
/** A frame that took longer than this, in milliseconds, had too many blocks. */
const slow = 40;
const atOnce = 24_000;

/**
 * Long answers are drawn some blocks per frame, so that opening one does not hold the page; the last blocks first, for a
 * chat opens at its end.
 */
export class Reveal {
  private limit: number;
  private count = 0;
  private frame = 0;
  private readonly listeners = new Set<() => void>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Cuts a text into blocks and notes how many there are. */
  readonly cut = (text: string): string[] => {
    const blocks = parseMarkdownIntoBlocks(text);
    this.count = blocks.length;
    return blocks;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  shows(index: number): boolean {
    return index >= this.count - this.limit;
  }

  readonly start = (): (() => void) => {
    let before = 0;
    let step = most;
    const more = (now: number) => {
      step = before > 0 && now - before > slow ? Math.max(least, step / 2) : Math.min(most, step + least);
      before = now;
      this.limit += step;
      for (const listener of this.listeners) listener();
      this.go(more);
    };
    this.go(more);
    return () => cancelAnimationFrame(this.frame);
  };

  private go(more: FrameRequestCallback): void {
    if (this.limit < this.count) this.frame = requestAnimationFrame(more);
    else this.limit = Number.POSITIVE_INFINITY;
  }
}

export const RevealContext = createContext(new Reveal(Number.POSITIVE_INFINITY));

/** How a text that is mounted at this length appears. Decided once: what streams in later is drawn as it comes. */
export function useReveal(length: number): Reveal {
  const [reveal] = useState(() => new Reveal(length > atOnce ? most : Number.POSITIVE_INFINITY));
  useEffect(() => reveal.start(), [reveal]);
  return reveal;
}

export function useRevealed(index: number): boolean {
  const reveal = useContext(RevealContext);
  return useSyncExternalStore(reveal.subscribe, () => reveal.shows(index));
}
