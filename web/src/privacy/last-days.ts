/** The last days in UTC as the server writes them, the oldest first, today the last. */
export function lastDays(count: number, now: Date): string[] {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const day = 24 * 60 * 60 * 1000;
  return Array.from({ length: count }, (_none, index) => new Date(today - (count - 1 - index) * day).toISOString().slice(0, 10));
}
