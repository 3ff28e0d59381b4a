import type { Thread } from "./store";

/** Loads until a message is there: further up in this branch, or else in another one. False when it is nowhere. */
export async function reach(thread: Thread, messageId: string): Promise<boolean> {
  const here = () => thread.state.getState().order.includes(messageId);
  while (!here() && thread.state.getState().earlier) {
    const before = thread.state.getState().order.length;
    await thread.loadEarlier();
    if (thread.state.getState().order.length === before) break;
  }
  if (!here()) await thread.choose(messageId);
  return here();
}
