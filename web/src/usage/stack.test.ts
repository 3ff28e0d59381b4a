import { expect, test } from "vitest";
import { micros } from "./money";
import { daysOf, lastMonths } from "./months";
import { stack } from "./stack";

const day = "2026-11-01";

test("a day's figures stand one on the other, the largest series of the month first", () => {
  const made = stack(
    [
      { day, series: "small", value: 2 },
      { day, series: "large", value: 5 },
      { day: "2026-11-02", series: "large", value: 9 },
    ],
    [day, "2026-11-02", "2026-11-03"],
  );
  expect(made.series).toEqual(["large", "small"]);
  expect(made.most).toBe(9);
  expect(made.bars[0]).toEqual({ day, total: 7, parts: [{ series: "large", from: 0, value: 5 }, { series: "small", from: 5, value: 2 }] });
  expect(made.bars[2]).toEqual({ day: "2026-11-03", total: 0, parts: [] });
});

test("more series than there are colours go together with the others", () => {
  const made = stack(
    ["a", "b", "c", "d", "e", "f", "g", null].map((series, index) => ({ day, series, value: 10 - index })),
    [day],
  );
  expect(made.series).toEqual(["a", "b", "c", "d", "e", null]);
  expect(made.bars[0]?.parts.at(-1)).toEqual({ series: null, from: 40, value: 12 });
});

test("what has no day is in no bar", () => {
  expect(stack([{ day: null, series: null, value: 5 }], [day]).bars[0]?.total).toBe(0);
});

test("months and days are those of UTC, and none is to come", () => {
  const now = new Date("2026-03-01T00:30:00+02:00");
  expect(lastMonths(now, 3)).toEqual(["2026-02", "2026-01", "2025-12"]);
  expect(daysOf("2026-02", new Date("2026-02-03T12:00:00Z"))).toEqual(["2026-02-01", "2026-02-02", "2026-02-03"]);
  expect(daysOf("2024-02", now)).toHaveLength(29);
});

test("an amount is read with a point or a comma, and what is none is not", () => {
  expect(micros("12.5")).toBe(12_500_000);
  expect(micros(" 0,000001 ")).toBe(1);
  expect([micros(""), micros("-1"), micros("1.2345678"), micros("1e5"), micros("€5")]).toEqual([null, null, null, null, null]);
});
