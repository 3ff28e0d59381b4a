import { expect, test } from "vitest";
import type { ChatPage, ChatRow } from "~/api/types";
import { mapRows, mergeFirstPage, type Rows } from "./rows";

function row(id: string, minute: number, pinned = false): ChatRow {
  return { id, title: id, pinned, archived: false, updated_at: `2026-11-22T10:${String(minute).padStart(2, "0")}:00Z`, running: null };
}

function ids(rows: Rows): string[] {
  return rows.pages.flatMap((page) => page.items.map((item) => item.id));
}

const second: ChatPage = { items: [row("d", 20), row("e", 10)], next: null };
const loaded: Rows = { pages: [{ items: [row("a", 50), row("b", 40), row("c", 30)], next: "after-c" }, second], pageParams: [null, "after-c"] };

test("a chat that moved to the top leaves its old place on a later page", () => {
  const merged = mergeFirstPage(loaded, { items: [row("d", 55), row("a", 50), row("b", 40)], next: "after-b" });
  expect(ids(merged)).toEqual(["d", "a", "b", "c", "e"]);
  expect(merged.pages[0]?.next).toBe("after-c");
});

test("a chat that was deleted elsewhere goes", () => {
  const merged = mergeFirstPage(loaded, { items: [row("a", 50), row("c", 30), row("d", 20)], next: "after-d" });
  expect(ids(merged)).toEqual(["a", "c", "d", "e"]);
});

test("a pin that was taken off elsewhere does not stay among the pinned", () => {
  const pinned: Rows = { pages: [{ items: [row("p", 1, true), row("a", 50)], next: "x" }], pageParams: [null] };
  expect(ids(mergeFirstPage(pinned, { items: [row("a", 50), row("b", 40)], next: "x" }))).toEqual(["a", "b"]);
});

test("when the fresh page is the whole list, nothing else stays", () => {
  expect(ids(mergeFirstPage(loaded, { items: [row("a", 50)], next: null }))).toEqual(["a"]);
});

test("rows can be changed and taken away", () => {
  const changed = mapRows(loaded, (item) => (item.id === "b" ? null : { ...item, title: "new" }));
  expect(changed && ids(changed)).toEqual(["a", "c", "d", "e"]);
  expect(changed?.pages[0]?.items[0]?.title).toBe("new");
});
