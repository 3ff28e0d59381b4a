import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";

/** Long answers are drawn block by block over some frames, so that opening one does not hold the page. */
export class Reveal {
  private limit: number;
  private frame = 0;
  private readonly listeners = new Set<() => void>();

  constructor(limit: number) {
    this.limit = limit;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  shows(index: number): boolean {
    return index < this.limit;
  }

  start(): () => void {
    const more = () => {
      this.limit += step;
      for (const listener of this.listeners) listener();
      if (this.limit < most) this.frame = requestAnimationFrame(more);
    };
    if (this.limit < most) this.frame = requestAnimationFrame(more);
    return () => cancelAnimationFrame(this.frame);
  }
}

const step = 12;
const most = 10_000;
const atOnce = 24_000;

const everything = new Reveal(Number.POSITIVE_INFINITY);
export const RevealContext = createContext(everything);

/** How a text that is mounted at this length appears. Decided once: what streams in later is drawn as it comes. */
export function useReveal(length: number): Reveal {
  const [reveal] = useState(() => (length > atOnce ? new Reveal(step) : everything));
  useEffect(() => reveal.start(), [reveal]);
  return reveal;
}

export function useRevealed(index: number): boolean {
  const reveal = useContext(RevealContext);
  return useSyncExternalStore(reveal.subscribe, () => reveal.shows(index));
}
