import { currentLocale } from "~/i18n";

/** A calendar month in UTC, as the server writes it: "2026-11". */
export type Month = string;

export function monthOf(moment: Date): Month {
  return moment.toISOString().slice(0, 7);
}

/** The last twelve months, the newest first. */
export function lastMonths(now: Date, count = 12): Month[] {
  return Array.from({ length: count }, (_none, back) => monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))));
}

/** The days of a month as the server writes them, none of them to come. */
export function daysOf(month: Month, now: Date): string[] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const last = month === monthOf(now) ? now.getUTCDate() : new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: last }, (_none, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
}

export function monthName(month: Month): string {
  return new Intl.DateTimeFormat(currentLocale(), { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
}

export function dayName(day: string): string {
  return new Intl.DateTimeFormat(currentLocale(), { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
