import type { Training } from "~/api/types";

/** What stands of all that somebody said: since when in general, for how many chats, and whether a yes has lost its words. */
export interface Standing {
  since: string | null;
  chats: number;
  outdated: boolean;
}

/** Reads the words from the newest back, as the server does for each message: a no to everything ends it. */
export function standing({ said }: Training): Standing {
  const newest = new Map<string | null, Training["said"][number]>();
  let ended = false;
  for (const one of said) {
    if (ended) break;
    if (!newest.has(one.chat_id)) newest.set(one.chat_id, one);
    ended = one.chat_id === null && !one.yes;
  }
  const every = [...newest.values()];
  const general = newest.get(null);
  return {
    since: general?.counts ? general.said_at : null,
    chats: every.filter((one) => one.chat_id !== null && one.counts).length,
    outdated: every.some((one) => one.yes && !one.counts),
  };
}
