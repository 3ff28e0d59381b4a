import { currentLocale } from "./index";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "14 March 2026, 09:30" in the page's language. */
export function formatDate(at: string | Date, options: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" }): string {
  return new Intl.DateTimeFormat(currentLocale(), options).format(new Date(at));
}

/** "14 March 2026" of a moment that says no more than its day. */
export function dayOf(at: string): string {
  return formatDate(at, { dateStyle: "medium", timeZone: "UTC" });
}

/** "5 minutes ago", "yesterday". */
export function relativeTime(at: string | Date, now: Date = new Date()): string {
  const format = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  const past = new Date(at).getTime() - now.getTime();
  const size = Math.abs(past);
  if (size < minute) return format.format(0, "second");
  if (size < hour) return format.format(Math.round(past / minute), "minute");
  if (size < day) return format.format(Math.round(past / hour), "hour");
  if (size < 30 * day) return format.format(Math.round(past / day), "day");
  return formatDate(at, { dateStyle: "medium" });
}

export function number(value: number): string {
  return new Intl.NumberFormat(currentLocale()).format(value);
}

/** "2 days, 3 hr" from seconds, in the two largest units. */
export function duration(seconds: number): string {
  const sizes: [string, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, size] of sizes) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(new Intl.NumberFormat(currentLocale(), { style: "unit", unit, unitDisplay: "short" }).format(count));
  }
  if (parts.length === 0) return new Intl.NumberFormat(currentLocale(), { style: "unit", unit: "second" }).format(0);
  return parts.slice(0, 2).join(" ");
}
