import type { InfiniteData } from "@tanstack/react-query";
import type { ChatPage, ChatRow } from "~/api/types";

export type Rows = InfiniteData<ChatPage, string | null>;

/**
 * Lays a fresh first page over the rows that are already here, so that a long list is never fetched anew.
 *
 * A row of the old first page that the fresh one lacks was pushed further down when it is older than everything in the
 * fresh page; otherwise it is gone. Rows of later pages stay, without those that moved to the first.
 */
export function mergeFirstPage(rows: Rows | undefined, fresh: ChatPage): Rows {
  const alone: Rows = { pages: [fresh], pageParams: [null] };
  const [first, ...later] = rows?.pages ?? [];
  if (!rows || !first || fresh.next === null) return alone;
  const ids = new Set(fresh.items.map((row) => row.id));
  const oldest = fresh.items.findLast((row) => !row.pinned)?.updated_at ?? "";
  const pushed = first.items.filter((row) => !ids.has(row.id) && !row.pinned && row.updated_at < oldest);
  return {
    // The cursor of the old first page stays: the pages behind it were fetched with it.
    pages: [
      { items: [...fresh.items, ...pushed], next: first.next },
      ...later.map((page) => ({ ...page, items: page.items.filter((row) => !ids.has(row.id)) })),
    ],
    pageParams: rows.pageParams,
  };
}

/** Changes rows one by one; `null` takes a row away. */
export function mapRows(rows: Rows | undefined, change: (row: ChatRow) => ChatRow | null): Rows | undefined {
  return (
    rows && {
      ...rows,
      pages: rows.pages.map((page) => ({ ...page, items: page.items.flatMap((row) => change(row) ?? []) })),
    }
  );
}
