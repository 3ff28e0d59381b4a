import type { TFunction } from "i18next";
import type { Portion } from "~/api/types";
import { currentLocale } from "~/i18n";
import { errorText } from "~/ui/error-text";

/** "Page 3", "Sheet Costs, rows 1–40". */
export function placeName(t: TFunction, portion: Portion): string {
  const { unit, number, label, first, last, piece } = portion;
  const name = unit === "lines" || unit === "sheet" ? t(`chat:files.place.${unit}`, { label, first, last }) : t(`chat:files.place.${label ? `${unit}Titled` : unit}`, { number, label });
  return piece > 1 ? t("chat:files.place.continued", { name, piece }) : name;
}

/** "2 of 14 pages". */
export function countName(t: TFunction, unit: string, took: number, of: number): string {
  return t(`chat:files.some.${unit}`, { took, count: of });
}

/** "14 pages". */
export function lengthName(t: TFunction, unit: string, count: number): string {
  return t(`chat:files.length.${unit}`, { count });
}

/** "2.4 MB". */
export function sizeName(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte"] as const;
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const value = bytes / 1_000 ** step;
  return new Intl.NumberFormat(currentLocale(), { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: step === 2 && value < 10 ? 1 : 0 }).format(value);
}

/** Why a file cannot be used, in our own words where we have them. */
export function fileTrouble(t: TFunction, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return t(`chat:files.errors.${code}`, { defaultValue: "" }) || errorText(error, t).title;
}
