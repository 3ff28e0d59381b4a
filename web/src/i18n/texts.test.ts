// Runs in Node: reads the sources of the app.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { locales, namespaces } from "./index";
import { literalTexts } from "../../dev/literal-texts";

type Texts = { [key: string]: string | Texts };

const sources = join(import.meta.dirname, "..");

function texts(locale: string, namespace: string): Texts {
  return JSON.parse(readFileSync(join(import.meta.dirname, locale, `${namespace}.json`), "utf8")) as Texts;
}

function flat(part: Texts, before = ""): Map<string, string> {
  return new Map(Object.entries(part).flatMap(([key, value]): [string, string][] => (typeof value === "string" ? [[before + key, value]] : [...flat(value, `${before}${key}.`)])));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? "").toSorted();
}

function files(extension: RegExp): string[] {
  return readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((name) => extension.test(name) && !/\.test\.tsx?$|test-setup/.test(name))
    .toSorted();
}

const code = files(/\.tsx?$/).map((name) => readFileSync(join(sources, name), "utf8")).join("\n");

test.each(namespaces)("every language has the same keys and placeholders in %s", (namespace) => {
  const english = flat(texts("en", namespace));
  for (const locale of locales) {
    const other = flat(texts(locale, namespace));
    expect([...other.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    for (const [key, text] of other) expect(placeholders(text), `${locale} ${key}`).toEqual(placeholders(english.get(key) ?? ""));
  }
});

test.each(namespaces)("every text of %s is used", (namespace) => {
  const unused = [...flat(texts("en", namespace)).keys()].filter((key) => {
    const bare = key.replace(/_(?:one|other|zero|two|few|many)$/, "");
    // A key is used when it is written out, or when a template makes it from its parent: t(`groups.${name}`).
    const parents = bare.split(".").map((_part, index, parts) => `${parts.slice(0, index).join(".")}.\${`);
    return ![`"${bare}"`, `:${bare}"`].some((written) => code.includes(written)) && !parents.some((parent) => parent !== ".${" && code.includes(parent)) && !code.includes(`}.${bare.split(".").at(-1) ?? ""}\``);
  });
  expect(unused).toEqual([]);
});

test("no JSX holds text of its own", () => {
  const found = files(/\.tsx$/).flatMap((name) => literalTexts(readFileSync(join(sources, name), "utf8"), name));
  expect(found).toEqual([]);
});

test("only logical directions are used, so that right-to-left mirrors the page", () => {
  const physical = /[\s"'`:](?:-?(?:ml|mr|pl|pr|left|right)-(?:\d|\[|auto|px)|(?:text|float)-(?:left|right)\b|(?:border|rounded)-[lr](?:-|\b))/;
  const found = files(/\.tsx?$/).filter((name) => readFileSync(join(sources, name), "utf8").split("\n").some((line) => /class/i.test(line) && physical.test(line)));
  expect(found).toEqual([]);
});
