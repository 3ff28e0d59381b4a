import { create } from "zustand";

/** Whether the server answered last time; the banner and the retries follow it. */
export const useReachable = create<{ away: boolean; since: number }>(() => ({ away: false, since: 0 }));

export function noteAway(): void {
  if (!useReachable.getState().away) useReachable.setState({ away: true, since: Date.now() });
}

export function noteAnswer(): void {
  if (useReachable.getState().away) useReachable.setState({ away: false, since: 0 });
}

/** Asks the server for a sign of life; true and noted when it answers again. */
export async function lookForServer(): Promise<boolean> {
  const response = await fetch("/api/session", { cache: "no-store" }).catch(() => null);
  const back = response !== null && response.status < 500;
  if (back) noteAnswer();
  return back;
}
