/** One figure of one day; `series` is what it is of, null for the others. */
export interface Entry {
  day: string | null;
  series: string | null;
  value: number;
}

export interface Bar {
  day: string;
  total: number;
  /** From the bottom up, in the order of the series. */
  parts: { series: string | null; from: number; value: number }[];
}

export interface Stack {
  /** The largest first; null last, for all that has no colour of its own. */
  series: (string | null)[];
  bars: Bar[];
  most: number;
}

export const colours = 5;

/** Bars for each day, stacked by series. What is small goes together with the others. */
export function stack(entries: readonly Entry[], days: readonly string[]): Stack {
  const totals = new Map<string | null, number>();
  for (const { series, value } of entries) totals.set(series, (totals.get(series) ?? 0) + value);
  const named = [...totals].filter(([series, total]) => series !== null && total > 0).toSorted(([, one], [, other]) => other - one);
  const shown = new Set(named.slice(0, colours).map(([series]) => series));
  const rest = named.length > colours || (totals.get(null) ?? 0) > 0;
  const series = [...shown, ...(rest ? [null] : [])];
  const bars = days.map((day) => bar(day, series, shown, entries));
  return { series, bars, most: Math.max(0, ...bars.map(({ total }) => total)) };
}

function bar(day: string, series: readonly (string | null)[], shown: ReadonlySet<string | null>, entries: readonly Entry[]): Bar {
  const values = new Map<string | null, number>();
  for (const entry of entries) {
    if (entry.day !== day) continue;
    const place = shown.has(entry.series) ? entry.series : null;
    values.set(place, (values.get(place) ?? 0) + entry.value);
  }
  const parts: Bar["parts"] = [];
  let total = 0;
  for (const one of series) {
    const value = values.get(one) ?? 0;
    if (value === 0) continue;
    parts.push({ series: one, from: total, value });
    total += value;
  }
  return { day, total, parts };
}
