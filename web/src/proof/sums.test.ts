import { expect, it } from "vitest";
import type { DestinationSum } from "~/api/types";
import { together } from "./sums";

const sum = (day: string, destination: string, calls: number, cause: string | null = null): DestinationSum => ({
  day,
  destination,
  destination_class: "external",
  cause,
  calls,
  bytes: calls * 10,
});

it("adds up days, and keeps destinations and causes apart", () => {
  const rows = together([sum("2026-11-01", "A", 1), sum("2026-11-02", "A", 2), sum("2026-11-02", "B", 5), sum("2026-11-02", "A", 4, "guard_refused")]);
  expect(rows.map((row) => [row.destination, row.cause, row.calls, row.bytes])).toEqual([
    ["B", null, 5, 50],
    ["A", "guard_refused", 4, 40],
    ["A", null, 3, 30],
  ]);
});

it("has nothing to say about nothing", () => {
  expect(together([])).toEqual([]);
});
