/** Gathers work and does it once per animation frame, or four times a second while the page is hidden. */
export interface Frame {
  request(): void;
  /** Does waiting work at once. */
  flush(): void;
  cancel(): void;
}

const hiddenPause = 250;

export function makeFrame(work: () => void): Frame {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    timer = undefined;
  };
  const run = () => {
    clear();
    work();
  };
  return {
    request() {
      if (frame || timer) return;
      // Frames stop in a hidden page; the timer also serves a page that is hidden while it waits.
      if (!document.hidden) frame = requestAnimationFrame(run);
      timer = setTimeout(run, hiddenPause);
    },
    flush() {
      if (frame || timer) run();
    },
    cancel: clear,
  };
}
