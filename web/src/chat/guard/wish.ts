import type { Shown, Valve } from "~/guard/types";

/**
 * A decision about a draft that is in no chat yet. What the guard finds has its names within a chat, so that the chat is
 * made first, and the decision is said there about what is found at the same place.
 */
interface Wish {
  chatId: string;
  kind: string;
  start: number;
  end: number;
  valve: Valve;
}

let wish: Wish | null = null;
/** The chat in which what will leave was being looked at. */
let looking: string | null = null;

export function keepWish(chatId: string, { kind, start, end }: Shown, valve: Valve): void {
  wish = { chatId, kind, start, end, valve };
  looking = chatId;
}

/** The wish about one of these findings, once. */
export function takeWish(chatId: string | null, findings: readonly Shown[]): { key: string; valve: Valve } | null {
  if (wish === null || wish.chatId !== chatId) return null;
  const { kind, start, end, valve } = wish;
  wish = null;
  const found = findings.find((one) => one.kind === kind && one.start === start && one.end === end);
  return found ? { key: found.key, valve } : null;
}

/** Whether what will leave was open when the chat was made; once. */
export function wasLooking(chatId: string | null): boolean {
  const was = looking !== null && looking === chatId;
  if (was) looking = null;
  return was;
}
