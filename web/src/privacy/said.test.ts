import { describe, expect, it } from "vitest";
import type { Training } from "~/api/types";
import { givenChats, standing, standingOf } from "./said";

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

describe("what holds for one chat", () => {
  const kindOf = (...words: Parameters<typeof said>) => standingOf(said(...words), "one").kind;

  it("is no where nothing was said, or the organisation forbids it", () => {
    expect(kindOf()).toBe("no");
    expect(kindOf(["two", true])).toBe("no");
    expect(standingOf({ ...said(["one", true]), allowed: { ...allowed, allowed: false } }, "one").kind).toBe("no");
  });

  it("is all of it after a yes for the chat, also when a yes to everything came later", () => {
    expect(standingOf(said(["one", true]), "one")).toEqual({ kind: "whole", at: "2026-11-20T00:00:00Z" });
    expect(kindOf([null, true], ["one", true])).toBe("whole");
  });

  it("is what came since after a yes to everything alone", () => {
    expect(kindOf([null, true])).toBe("since");
    expect(kindOf([null, true], [null, false], ["one", true])).toBe("since");
  });

  it("is no after a no for the chat, whatever was said about everything", () => {
    expect(kindOf([null, true], ["one", false])).toBe("no");
    expect(kindOf([null, false], ["one", true])).toBe("no");
  });

  it("is outdated when the words are others now", () => {
    expect(kindOf(["one", true, false])).toBe("outdated");
  });

  it("lists the chats that were given and count", () => {
    expect(givenChats(said(["one", true], ["two", false], ["two", true], ["three", true, false]))).toEqual(["one"]);
  });
});
