import { describe, expect, it } from "vitest";
import type { Training } from "~/api/types";
import { standing } from "./said";

const allowed: Training["allowed"] = { allowed: true, purpose: "Ours", purpose_hash: "a", version: 1, changed_at: null };
const said = (...words: [chat: string | null, yes: boolean, counts?: boolean][]): Training => ({
  allowed,
  said: words.map(([chat_id, yes, counts = yes], index) => ({ chat_id, yes, counts, said_at: `2026-11-${20 - index}T00:00:00Z` })),
});

describe("what stands of what was said", () => {
  it("is nothing where nothing was said", () => {
    expect(standing(said())).toEqual({ since: null, chats: 0, outdated: false });
  });

  it("is a yes from a day on and for single chats", () => {
    expect(standing(said(["one", true], [null, true], ["two", true]))).toEqual({ since: "2026-11-19T00:00:00Z", chats: 2, outdated: false });
  });

  it("is nothing after a no to everything", () => {
    expect(standing(said([null, false], [null, true], ["one", true]))).toEqual({ since: null, chats: 0, outdated: false });
  });

  it("does not count a yes to other words, nor a chat that was taken back", () => {
    expect(standing(said(["one", false], ["one", true], [null, true, false]))).toEqual({ since: null, chats: 0, outdated: true });
  });
});
