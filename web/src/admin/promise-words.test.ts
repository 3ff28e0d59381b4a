import i18next, { type TFunction } from "i18next";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sentence } from "~/api/types";
import germanPolicies from "~/i18n/de/policy.json";
import german from "~/i18n/de/promises.json";
import english from "~/i18n/en/promises.json";
import { type Locale, locales } from "~/i18n";
import { promiseWords } from "./promise-words";

const codes = Object.entries(english.said).flatMap(([subject, texts]) => Object.entries(texts).map(([name, text]) => ({ code: `${subject}.${name}`, text })));
const told: Sentence = { code: "terms.by", facts: { place: "Azure", by: "Maria", day: "2026-11-01" } };
const breach: Sentence = { code: "rows.open", facts: { name: "chat.messages" } };
const samples: Sentence["facts"] = { count: 1234, entries: 1234, compared: 1234, unseen: 1234, version: 1234, policy: "balanced", day: "2026-11-01", moment: "2026-11-30T23:05:00Z", told: [told, breach], breaches: [breach] };
const shown: Readonly<Record<Locale, Readonly<Record<string, string>> & { number: string }>> = {
  en: { number: "1,234", version: "1234", policy: "Balanced", day: "Nov 1, 2026", moment: "Nov 30, 2026, 11:05", told: "Azure by Maria on Nov 1, 2026; the table", breaches: "the table chat.messages shows everybody's rows" },
  de: { number: "1.234", version: "1234", policy: "Ausgewogen", day: "01.11.2026", moment: "30.11.2026, 23:05", told: "Azure (von Maria, 01.11.2026); die Tabelle", breaches: "die Tabelle chat.messages zeigt die Zeilen aller" },
};

beforeAll(() => {
  i18next.addResourceBundle("de", "promises", german);
  i18next.addResourceBundle("de", "policy", germanPolicies);
});
afterAll(() => i18next.changeLanguage("en"));

describe.each(locales)("in %s", (locale) => {
  let t: TFunction;
  beforeAll(async () => {
    t = await i18next.changeLanguage(locale);
  });

  test.each(codes)("$code is said with all its facts", ({ code, text }) => {
    const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? "");
    const count = code.endsWith("_one") ? 1 : 1234;
    const facts = Object.fromEntries([["count", count], ...names.map((name) => [name, name === "count" ? count : samples[name] ?? `<${name}>`])]) as Sentence["facts"];
    const words = promiseWords({ said: [{ code: code.replace(/_(?:one|other)$/, ""), facts }], detail: "" }, t);
    expect(words).not.toMatch(/^$|[{}]|\bobject\b/);
    for (const name of names) expect(words).toContain(shown[locale][name] ?? (facts[name] === 1234 ? shown[locale].number : `${facts[name] as string | number}`));
  });

  test("what this page does not know is said as the server says it, a part of a sentence too", () => {
    const unknown: Sentence = { code: "moon.full", facts: { count: 2 } };
    expect(promiseWords({ said: [breach, unknown], detail: "The moon is full." }, t)).toBe("The moon is full.");
    expect(promiseWords({ said: [{ code: "terms.told", facts: { told: [told, unknown] } }], detail: "The moon is told." }, t)).toBe("The moon is told.");
  });
});

test("one is one and many are many, and sentences follow each other", async () => {
  const t = await i18next.changeLanguage("de");
  const words = (...said: Sentence[]) => promiseWords({ said, detail: "" }, t);
  expect(words({ code: "signed.covers", facts: { count: 1 } })).toBe("Der letzte Prüfpunkt umfasst 1 Eintrag.");
  expect(words({ code: "signed.covers", facts: { count: 0 } })).toBe("Der letzte Prüfpunkt umfasst 0 Einträge.");
  expect(words({ code: "outside.sent", facts: { count: 1 } }, { code: "whole.same", facts: {} })).toBe("Prüfpunkte gehen an einen Ort außerhalb. Die Tabelle enthält dasselbe.");
});

test("what a fact holds is never read as a text of ours", () => {
  const trouble = "$t(promises:title.guard) {{count}} <b>";
  expect(promiseWords({ said: [{ code: "signed.late", facts: { trouble } }], detail: "" }, i18next.getFixedT("en"))).toBe(trouble);
});
