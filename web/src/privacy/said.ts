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

/** What holds for one chat: all of it, what was written since a day, or nothing; `at` is the day of the yes. */
export interface ChatStanding {
  kind: "whole" | "since" | "no" | "outdated";
  at: string | null;
}

/** Reads what was said about one chat and about all of them as the server does: a no about the chat outweighs a yes to all. */
export function standingOf({ said, allowed }: Training, chat: string): ChatStanding {
  const no: ChatStanding = { kind: "no", at: null };
  if (!allowed.allowed || said.find((one) => one.chat_id === chat)?.yes === false) return no;
  const ended = said.findIndex((one) => one.chat_id === null && !one.yes);
  const standing = ended < 0 ? said : said.slice(0, ended);
  const here = standing.find((one) => one.chat_id === chat);
  const general = standing.find((one) => one.chat_id === null);
  if (here?.counts) return { kind: "whole", at: here.said_at };
  if (general?.counts) return { kind: "since", at: general.said_at };
  return here || general ? { kind: "outdated", at: null } : no;
}

/** The chats that somebody gave by a yes of their own and that count, newest first. */
export function givenChats(training: Training): string[] {
  const chats = new Set(training.said.flatMap((one) => (one.chat_id === null ? [] : [one.chat_id])));
  return [...chats].filter((chat) => standingOf(training, chat).kind === "whole");
}
