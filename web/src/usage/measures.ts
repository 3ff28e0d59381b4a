import type { TFunction } from "i18next";
import { number } from "~/i18n/format";
import { money } from "./money";

export const measures = ["tokens", "calls", "cost"] as const;
export type Measure = (typeof measures)[number];

/** What figures every row of usage has. */
export interface Figures {
  calls: number;
  prompt_tokens: number;
  completion_tokens: number;
  cost_micros: number;
  currency: string | null;
}

/** The currency in which most was spent, or null where nothing has a price. Other currencies are not added to it. */
export function currencyOf(rows: readonly Figures[]): string | null {
  const spent = new Map<string, number>();
  for (const { currency, cost_micros } of rows) if (currency !== null) spent.set(currency, (spent.get(currency) ?? 0) + cost_micros);
  return [...spent].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

export function figure(row: Figures, measure: Measure, currency: string | null): number {
  if (measure === "calls") return row.calls;
  if (measure === "tokens") return row.prompt_tokens + row.completion_tokens;
  return row.currency === currency ? row.cost_micros : 0;
}

export function shower(measure: Measure, currency: string | null, t: TFunction): (value: number) => string {
  if (measure === "cost" && currency !== null) return (value) => money(value, currency);
  const words = measure === "calls" ? "usage:units.calls" : "usage:units.tokens";
  return (value) => t(words, { count: value, shown: number(value) });
}
