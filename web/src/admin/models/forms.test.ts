import { expect, test } from "vitest";
import type { Abilities, Account } from "~/api/types";
import { changeOf, draftOf, extraOf, wholeOf } from "./abilities";
import { accountChangeOf, accountDraft, emptyAccount, farnessOf, hostOf, newAccountOf } from "./account-draft";

const abilities: Abilities = {
  answer_tokens: null,
  context_tokens: 8192,
  embeds: false,
  images: false,
  prices: null,
  quirks: { continues: false, extra: { top_k: 4 }, max_tokens_field: "max_tokens", reasoning_effort: false, store: true, stream_usage: true, system_role: "system", temperature: true },
  reasoning: false,
  structured: false,
  tools: true,
};

const account: Account = {
  id: "a",
  name: "Acme",
  endpoint: "https://acme.openai.azure.com/openai",
  wire: "azure",
  api_version: "2024-10-21",
  at_once: null,
  destination: { name: "Acme", destination_class: "external", assurance: "declared" },
  credential: { kind: "vault", place: null, method: null, tenant: null, client: null },
  header: "api-key",
  enabled: true,
  trouble: null,
  terms: { where: "", trained_on: "", kept: "", monitored: "", training: "no", kept_days: 0, kept_note: null, monitoring: "unknown", region: null, contract: null, declared_by: "Mara", declared_on: "2026-11-02" },
};

test("what nobody touched is not sent", () => {
  const before = draftOf(abilities);
  expect(changeOf(before, draftOf(abilities))).toEqual({});
  expect(accountChangeOf(accountDraft(account), accountDraft(account))).toEqual({});
});

test("what was changed is sent, and prices as one", () => {
  const before = draftOf(abilities);
  const after = { ...before, context: "4096", tools: false, currency: "usd", prompt: "2.5", completion: "10", quirks: { ...before.quirks, temperature: false } };
  expect(changeOf(before, after)).toEqual({ context_tokens: 4096, tools: false, prices: { currency: "USD", prompt: "2.5", completion: "10", cached: null }, quirks: { temperature: false } });
});

test("a lonely price and broken JSON are not whole", () => {
  const draft = draftOf(abilities);
  expect(wholeOf(draft)).toBe(true);
  expect(wholeOf({ ...draft, prompt: "1" })).toBe(false);
  expect(wholeOf({ ...draft, extra: "{" })).toBe(false);
  expect(extraOf('{"a": [1]}')).toBeNull();
});

test("an address tells how far away it is, where it can", () => {
  expect(farnessOf("http://127.0.0.1:11434/v1")).toBe("local");
  expect(farnessOf("http://[::1]:8000")).toBe("local");
  expect(farnessOf("http://10.0.4.17:8000/v1")).toBe("private");
  expect(farnessOf("https://api.openai.com/v1")).toBe("external");
  expect(farnessOf("https://models.example.org")).toBeNull();
  expect(farnessOf("https://api.openai.com.evil.example")).toBeNull();
});

test("an address with a password or with more than a version in it is none", () => {
  expect(hostOf("https://me:secret@host.example/v1")).toBeNull();
  expect(hostOf("https://host.example/v1?key=1")).toBeNull();
  expect(hostOf("host.example/v1")).toBeNull();
  expect(hostOf("https://host.example/openai?api-version=2024-10-21")).toBe("host.example");
});

test("terms are declared anew only when they change, and then whole", () => {
  const before = accountDraft(account);
  expect(accountChangeOf(before, { ...before, training: "yes" })).toEqual({ terms: { kept_days: 0, kept_note: null, trained_on: true, monitored: null, region: null, contract: null } });
});

test("a key goes with the new account, and no key stays none", () => {
  const draft = { ...emptyAccount, endpoint: " https://api.openai.com/v1 ", secret: "sk-1" };
  expect(newAccountOf(draft)).toMatchObject({ endpoint: "https://api.openai.com/v1", wire: "openai", destination_class: "external", credential: { kind: "vault", secret: "sk-1" } });
  expect(newAccountOf({ ...draft, way: "none" }).credential).toEqual({ kind: "none" });
  expect(newAccountOf({ ...draft, way: "entra", tenant: " t " }).credential).toEqual({ kind: "entra", entra: { method: "managed_identity", tenant: "t", client: null } });
});
