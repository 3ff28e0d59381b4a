import i18next, { type TFunction } from "i18next";
import { beforeAll, expect, test } from "vitest";
import labels from "~/api/guard-kinds.json";
import german from "~/i18n/de/guard.json";
import { countWords, kindName } from "./kinds";

// What is left of an English label that nobody translated. Brands stay: "Login with Amazon", "Google Chat".
const english = /×|(?<![-\w])(?:keys?|secrets?|passwords?|address(?:es)?|access|session|user|number|name|of|the|or|and|old|cannot|marked|personal)\b/i;
const brands = /Login with Amazon|Weights & Biases/;

let t: TFunction;
beforeAll(async () => {
  i18next.addResourceBundle("de", "guard", german);
  await i18next.changeLanguage("de");
  t = i18next.t;
  return () => i18next.changeLanguage("en");
});

test.each(Object.entries(labels))("%s is said in German", (kind, label) => {
  for (const words of [kindName(kind, label, t), ...[1, 2].map((count) => countWords({ kind, label, count }, t))]) {
    expect(words.replace(brands, "")).not.toMatch(english);
    if (kind !== "personal.iban") expect(words).not.toContain(label);
  }
});

test("a brand is kept, with a noun in the number that is meant", () => {
  const words = (label: string, count: number) => countWords({ kind: "secret.new_one", label, count }, t);
  expect(words("Stripe secret key", 1)).toBe("1 geheimer Schlüssel von Stripe");
  expect(words("Stripe secret key", 2)).toBe("2 geheime Schlüssel von Stripe");
  expect(words("Mollie or Chargebee key", 1)).toBe("1 Schlüssel von Mollie oder Chargebee");
  expect(words("Atlassian API token (old form)", 3)).toBe("3 API-Token von Atlassian (alte Form)");
  expect(kindName("secret.stripe_secret_key", "Stripe secret key", t)).toBe("geheimer Schlüssel von Stripe");
});

test("what no text knows is said as the server says it, and so is a company's own category", () => {
  expect(countWords({ kind: "secret.new_one", label: "Frobnicator ring", count: 2 }, t)).toBe("2 × Frobnicator ring");
  expect(kindName("term.master_key", "Master key", t)).toBe("Master key");
  expect(kindName("term.master_key", "", t)).toBe("term.master_key");
});
