import { expect, test } from "vitest";
import type { ChatRow } from "~/api/types";
import { groupOf, sidebarLines } from "./groups";

const now = new Date(2026, 10, 22, 9, 0);

test("the groups follow the reader's calendar, not spans of 24 hours", () => {
  expect(groupOf(new Date(2026, 10, 22, 0, 1), now)).toBe("today");
  expect(groupOf(new Date(2026, 10, 21, 23, 59), now)).toBe("yesterday");
  expect(groupOf(new Date(2026, 10, 15, 12), now)).toBe("week");
  expect(groupOf(new Date(2026, 9, 25), now)).toBe("month");
  expect(groupOf(new Date(2026, 8, 30), now)).toEqual({ month: new Date(2026, 8, 1) });
});

test("a clock that is ahead elsewhere still means today", () => {
  expect(groupOf(new Date(2026, 10, 23, 1), now)).toBe("today");
});

test("a chat that was pinned or answered a moment ago moves at once, and no heading comes twice", () => {
  const row = (id: string, at: Date, pinned = false): ChatRow => ({ id, title: id, pinned, archived: false, updated_at: at.toISOString(), running: null });
  const lines = sidebarLines([row("a", new Date(2026, 10, 20)), row("b", now), row("c", new Date(2026, 10, 19), true)], now);
  expect(lines.map((line) => line.key)).toEqual(["group-pinned", "c", "group-today", "b", "group-week", "a"]);
});

test("each group has one heading and pinned chats come first", () => {
  const row = (id: string, at: Date, pinned = false): ChatRow => ({ id, title: id, pinned, archived: false, updated_at: at.toISOString(), running: null });
  const lines = sidebarLines([row("a", new Date(2025, 1, 1), true), row("b", now), row("c", now), row("d", new Date(2026, 7, 2))], now);
  expect(lines.map((line) => line.key)).toEqual(["group-pinned", "a", "group-today", "b", "c", "group-2026-8", "d"]);
});
