import { currentLocale } from "~/i18n";

export const outcomes = ["replaced", "removed", "warned", "kept_local", "refused"] as const;
type Figure = "seen" | "overridden" | (typeof outcomes)[number];

export type RuleCount = {
  rule: string | null;
  title: string | null;
  mode: "enforce" | "record";
  people: number | null;
} & Readonly<Record<Figure, number | null>>;

export interface Counts {
  since: string;
  fewest: number;
  items: RuleCount[];
}

/** How often people went on nevertheless, of all that the rule saw. */
export function rateOf({ seen, overridden }: Pick<RuleCount, "seen" | "overridden">): string | null {
  if (seen === null || overridden === null || seen === 0) return null;
  return new Intl.NumberFormat(currentLocale(), { style: "percent" }).format(overridden / seen);
}
