import type { TFunction } from "i18next";
import type { PromiseLine, Sentence } from "~/api/types";
import { dayOf, formatDate, number } from "~/i18n/format";

type Fact = Sentence["facts"][string];

/** Facts that are read in a way of their own, by their names. */
const readings: Readonly<Record<string, (fact: string, t: TFunction) => string>> = {
  day: dayOf,
  moment: (fact) => formatDate(fact, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }),
  policy: (fact, t) => t(`policy:preset.${fact}.title`, { defaultValue: fact }),
  version: (fact) => fact,
};

/** What is said of a promise, in the page's language; in the server's English when it says what this page does not know. */
export function promiseWords({ said, detail }: Pick<PromiseLine, "said" | "detail">, t: TFunction): string {
  return sentences(said, " ", t) ?? detail;
}

function sentences(said: readonly Sentence[], between: string, t: TFunction): string | undefined {
  const words = said.map((sentence) => wordsOf(sentence, t));
  return words.includes(undefined) ? undefined : words.join(between);
}

function wordsOf({ code, facts }: Sentence, t: TFunction): string | undefined {
  const replace: Record<string, string> = {};
  let plural = {};
  for (const [name, fact] of Object.entries(facts)) {
    const reading = read(name, fact, t);
    if (reading === undefined) return undefined;
    replace[name] = reading;
    if (name === "count") plural = { count: fact };
  }
  return t(`promises:said.${code}`, { defaultValue: "", replace, ...plural }) || undefined;
}

function read(name: string, fact: Fact, t: TFunction): string | undefined {
  if (typeof fact === "object") return sentences(fact, "; ", t);
  return readings[name]?.(`${fact}`, t) ?? (typeof fact === "number" ? number(fact) : fact);
}
