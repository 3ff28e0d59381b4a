import { currentLocale } from "~/i18n";

const micro = 1_000_000;
const cent = 10_000;

/** An amount in millionths of a currency, in the page's language; small ones keep the digits that count. */
export function money(micros: number, currency: string): string {
  const small = micros > 0 && micros < cent;
  const digits = small ? { minimumFractionDigits: 2, maximumFractionDigits: 6 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  try {
    return new Intl.NumberFormat(currentLocale(), { style: "currency", currency, ...digits }).format(micros / micro);
  } catch {
    // Three letters that are no currency: the number is right all the same.
    return `${new Intl.NumberFormat(currentLocale(), digits).format(micros / micro)} ${currency}`;
  }
}

/** Millionths from what a person typed, with a point or a comma; null when it is no amount. */
export function micros(text: string): number | null {
  const found = /^(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!found) return null;
  return Number(found[1]) * micro + Number((found[2] ?? "").padEnd(6, "0"));
}
