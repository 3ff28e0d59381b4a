// Runs in Node: reads what the server may say.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import i18next, { type TFunction } from "i18next";
import { beforeAll, expect, test } from "vitest";
import german from "~/i18n/de/admin.json";
import { promiseWords } from "./promise-words";

const source = readFileSync(join(import.meta.dirname, "../../../src/inhouse/admin/posture.py"), "utf8");
// What the page shows; the doctor alone, which speaks English, speaks of the others.
const shown = source.replace(/^def _(?:tamper|seen)\b[\s\S]*?(?=^def )/gm, "");
const sentences = shown
  .slice(shown.indexOf("\ndef _guarded"))
  .replaceAll(/"\s*\n\s*f?"/g, "")
  .matchAll(/f?"([A-Z{][^"\n]* [^"\n]*\.)"/g);
const said = [...sentences].map(([, sentence]) =>
  (sentence ?? "")
    .replace("{policy}", "The policy ours (version 3)")
    .replace("{limit}", "Row-level security stops a forgotten condition, not a compromised server.")
    .replace("{places}", "2 places")
    .replaceAll(/\{[^{}]+\}/g, "x1"),
);

let t: TFunction;
beforeAll(async () => {
  i18next.addResourceBundle("de", "admin", german);
  await i18next.changeLanguage("de");
  t = i18next.t;
  return () => i18next.changeLanguage("en");
});

test("the sentences of the server are found", () => {
  expect(said.length).toBeGreaterThan(25);
});

test.each(said)("%s", (sentence) => {
  expect(promiseWords(sentence, t)).not.toBe(sentence);
  expect(promiseWords(sentence, i18next.getFixedT("en"))).toBe(sentence);
});

test("what differs is kept, and what no text says is said as it came", () => {
  expect(promiseWords("The last checkpoint covers 34 entries.", t)).toBe("Der letzte Prüfpunkt umfasst 34 Einträge.");
  expect(promiseWords("Declared, not proved: Azure by Maria on 2026-11-01; OpenAI by Ben on 2026-11-02.", t)).toBe("Angegeben, nicht bewiesen: Azure (von Maria, 2026-11-01); OpenAI (von Ben, 2026-11-02).");
  expect(promiseWords("No space left on device.", t)).toBe("No space left on device.");
});
