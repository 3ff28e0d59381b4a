import { createInstance, type TFunction } from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { ModelDestination, Terms } from "~/api/types";
import { factsWords, placeWords } from "./terms";
import app from "../i18n/en/app.json";

const nothing: Terms = { where: "", trained_on: "", kept: "", monitored: "", training: "unknown", kept_days: null, kept_note: null, monitoring: "unknown", region: null, contract: null, declared_by: null, declared_on: null };
const external: ModelDestination = { name: "OpenAI", destination_class: "external", assurance: "declared" };
const loopback: ModelDestination = { name: "Ollama", destination_class: "local", assurance: "declared" };
const engine: ModelDestination = { name: "Engine", destination_class: "local", assurance: "enforced" };

let t: TFunction;
beforeAll(async () => {
  const texts = createInstance();
  t = await texts.init({ lng: "en", resources: { en: { app } }, interpolation: { escapeValue: false } });
});

test("what was declared is said with who declared it and when", () => {
  const terms: Terms = { ...nothing, kept_days: 30, training: "no", declared_by: "Mara", declared_on: "2026-11-02" };
  expect(placeWords(external, t)).toBe("External: OpenAI.");
  expect(factsWords(external, terms, t)).toMatch(/^Kept for 30 days, not trained on, declared by Mara on .*Nov.*\.$/);
});

test("what nobody declared is not known, and is not made good", () => {
  expect(factsWords(external, nothing, t)).toBe("What happens to the words there is not declared.");
});

test("only the engine stays on this machine for sure; a server there could pass words on", () => {
  expect(placeWords(engine, t)).toBe("Stays on this machine.");
  expect(factsWords(engine, nothing, t)).toBe("");
  expect(placeWords(loopback, t)).toContain("could pass it on");
});
