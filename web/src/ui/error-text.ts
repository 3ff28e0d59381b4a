import type { TFunction } from "i18next";

interface Refusal {
  code: string;
  message: string;
  hint: string | null;
  retryAfter: number | null;
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** What to tell a person about an error: our own words where we have them, else the server's. */
export function errorText(error: unknown, t: TFunction): { title: string; hint: string | null } {
  if (!isRefusal(error)) return { title: t("app:errors.unknown"), hint: null };
  const seconds = error.retryAfter ?? 0;
  const key = `app:errors.${error.code}`;
  const own = t(key, { defaultValue: "", count: seconds });
  return { title: own || error.message || t("app:errors.unknown"), hint: own ? null : error.hint };
}
