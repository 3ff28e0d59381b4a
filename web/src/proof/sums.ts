import type { DestinationSum } from "~/api/types";

export interface Row {
  destination: string;
  /** How far away it is. */
  where: string;
  /** Why it was refused; null for what left. */
  cause: string | null;
  calls: number;
  bytes: number;
}

/** All days together: a row for each destination, or for each destination and cause. The most calls come first. */
export function together(sums: readonly DestinationSum[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { destination, destination_class: where, cause, calls, bytes } of sums) {
    const key = JSON.stringify([destination, where, cause]);
    const before = rows.get(key) ?? { destination, where, cause, calls: 0, bytes: 0 };
    rows.set(key, { ...before, calls: before.calls + calls, bytes: before.bytes + bytes });
  }
  return [...rows.values()].toSorted((one, other) => other.calls - one.calls || (one.destination < other.destination ? -1 : 1));
}
