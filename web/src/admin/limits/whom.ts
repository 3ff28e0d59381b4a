import type { TFunction } from "i18next";
import type { Limit } from "~/api/types";
import { number } from "~/i18n/format";
import { listOf, type Subjects } from "./queries";

/** Whom a limit counts, in words: "Each person", "Group Research", "Ada, with demo". */
export function whomOf(limit: Limit, subjects: Subjects, t: TFunction): string {
  const list = listOf(limit.kind);
  const name = limit.subject === null || list === null ? undefined : subjects[list].get(limit.subject) ?? t("usage:limits.gone");
  const whom = name === undefined ? t(`usage:limits.kinds.${limit.kind}`) : t(`usage:limits.named.${limit.kind}`, { name });
  return limit.model === null ? whom : t("usage:limits.withModel", { whom, model: limit.model });
}

/** What a limit bounds in a minute and at a time, in words; the budget is shown by itself. */
export function boundsOf(limit: Limit, t: TFunction): string {
  const { requests_per_minute: requests, tokens_per_minute: tokens, streams } = limit;
  const parts = [
    requests === null ? null : t("usage:limits.requests", { count: requests, shown: number(requests) }),
    tokens === null ? null : t("usage:limits.tokens", { count: tokens, shown: number(tokens) }),
    streams === null ? null : t("usage:limits.streams", { count: streams, shown: number(streams) }),
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
