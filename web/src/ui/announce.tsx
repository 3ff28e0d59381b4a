import { create } from "zustand";

const useAnnouncement = create<{ text: string; turn: number }>(() => ({ text: "", turn: 0 }));

/** Tells screen readers, politely, what happened. */
export function announce(text: string): void {
  useAnnouncement.setState((before) => ({ text, turn: before.turn + 1 }));
}

/** The one polite live region of the page. Mounted once, at the root. */
export function LiveRegion() {
  const { text, turn } = useAnnouncement();
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {/* A new element each time, so that the same words are read again. */}
      <span key={turn}>{text}</span>
    </div>
  );
}
