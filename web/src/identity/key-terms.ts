import type { Door } from "~/api/types";

export const doors: readonly Door[] = ["chat", "responses", "embeddings", "messages", "models"];

export const lifetimes = ["ever", "week", "month", "quarter", "year"] as const;
export type Lifetime = (typeof lifetimes)[number];

const days: Readonly<Record<Exclude<Lifetime, "ever">, number>> = { week: 7, month: 30, quarter: 90, year: 365 };
const day = 86_400_000;

/** When a key that is made now ends, for the server; null for one that never does. */
export function endOf(lifetime: Lifetime, now: Date): string | null {
  return lifetime === "ever" ? null : new Date(now.getTime() + days[lifetime] * day).toISOString();
}

export const addressExample = "192.0.2.0/24, 2001:db8::/32";

/** Addresses as people write them: with commas, semicolons, spaces or lines between. */
export function addressesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "");
}

/** Whether a key is refused by now. */
export function hasEnded(end: string | null, now: Date = new Date()): boolean {
  return end !== null && new Date(end) <= now;
}
