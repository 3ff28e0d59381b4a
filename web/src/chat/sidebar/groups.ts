import type { ChatRow } from "~/api/types";

/** When a group of chats was last used; `month` carries its first day. */
export type GroupName = "pinned" | "today" | "yesterday" | "week" | "month" | { month: Date };

export type SidebarLine = { kind: "group"; key: string; name: GroupName } | { kind: "chat"; key: string; row: ChatRow };

const day = 86_400_000;

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** The group of a time, by the reader's own calendar days. */
export function groupOf(at: Date, now: Date): GroupName {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days <= 7) return "week";
  if (days <= 30) return "month";
  return { month: new Date(at.getFullYear(), at.getMonth(), 1) };
}

function keyOf(name: GroupName): string {
  return typeof name === "string" ? name : `${name.month.getFullYear()}-${name.month.getMonth() + 1}`;
}

function inOrder(one: ChatRow, other: ChatRow): number {
  return Number(other.pinned) - Number(one.pinned) || (one.updated_at < other.updated_at ? 1 : one.updated_at > other.updated_at ? -1 : 0);
}

/** Chats with a heading before each group: pinned ones first, then the newest. */
export function sidebarLines(rows: readonly ChatRow[], now: Date): SidebarLine[] {
  const lines: SidebarLine[] = [];
  let current = "";
  // The server sends them in this order; a row that was changed here a moment ago may stand where it no longer belongs.
  for (const row of rows.toSorted(inOrder)) {
    const name: GroupName = row.pinned ? "pinned" : groupOf(new Date(row.updated_at), now);
    const key = keyOf(name);
    if (key !== current) lines.push({ kind: "group", key: `group-${key}`, name });
    current = key;
    lines.push({ kind: "chat", key: row.id, row });
  }
  return lines;
}
