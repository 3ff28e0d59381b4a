import { randomUUID } from "node:crypto";
import type { Check, Shown } from "../../src/guard/types";
import presets from "./presets.json" with { type: "json" };
import { models } from "./world.ts";

const patterns: readonly [kind: string, label: string, pattern: RegExp, standIn: string][] = [
  ["secret.aws_access_key", "AWS access key", /AKIA[A-Z0-9]{16}/g, "[AWS access key removed]"],
  ["term.customer", "Customer", /Müller GmbH|Acme Corp/g, "CustomerQ7K2"],
  ["term.project", "Project", /Falcon|Falke/g, "ProjectB4X9"],
  ["personal.iban", "IBAN", /[A-Z]{2}\d{2}(?: ?\d{4}){4,5}(?: ?\d{2})?/g, "DE02 1203 9999 0000 2020 51"],
  ["personal.email", "E-mail address", /[\w.]+@[\w.]+\w/g, "ada@q7k2.invalid"],
  ["label.confidential", "Marked as confidential", /STRICTLY CONFIDENTIAL/g, ""],
];

function keep(kind: string): Shown["action"] {
  return kind.startsWith("label.") ? "keep_local" : "stand_in";
}

/** A pretend guard: it finds a few things, and replaces them for all that is not on this machine. */
export function check(body: Record<string, unknown>): Check {
  const text = String(body["text"] ?? "");
  const model = models.find(({ id }) => id === body["model"]) ?? models[0];
  const far = (body["destination_class"] ?? model?.destination?.destination_class ?? "local") as Check["destination"]["destination_class"];
  const decided = new Map(((body["decisions"] ?? []) as { key: string; valve: string }[]).map(({ key, valve }) => [key, valve]));
  const findings: Shown[] = [];
  for (const [kind, label, pattern, standIn] of patterns) {
    for (const match of far === "local" ? [] : text.matchAll(pattern)) {
      const key = `${kind} ${match[0]}`;
      const open = decided.has(key);
      const start = Array.from(text.slice(0, match.index)).length;
      findings.push({ key, kind, label, start, end: start + Array.from(match[0]).length, action: open ? "allow" : keep(kind), treatment: open ? "leave" : kind.startsWith("secret.") ? "remove" : standIn ? "stand_in" : "leave", rule: { id: kind, title: `${label}: leaves as a stand-in` }, stand_in: open ? null : standIn || null, valves: open ? [] : ["not_sensitive", "remove"] });
    }
  }
  let leaves = text;
  for (const [kind, , pattern, standIn] of patterns) if (standIn) leaves = leaves.replace(pattern, (word) => (decided.has(`${kind} ${word}`) ? word : standIn));
  const kept = findings.some(({ action }) => action === "keep_local");
  const action = kept ? "keep_local" : findings.some((one) => one.action !== "allow") ? "stand_in" : "allow";
  const destination = { name: model?.destination?.name ?? "Somewhere", destination_class: far };
  return { destination, model: { id: model?.id ?? "", name: model?.name ?? "" }, action, would_leave: far === "local" ? text : leaves, kept_on: kept ? { id: "demo", name: "Local model" } : null, mode: "enforce", policy: { name: "balanced", version: 3 }, findings: findings.toSorted((one, other) => one.start - other.start), files: [] };
}

const balanced = presets[1];
const version = (number: number, policy: unknown, note: string) => ({ policy, version: number, hash: "6d0f2c8a51b7e4936d0f2c8a51b7e4936d0f2c8a51b7e4936d0f2c8a51b7e493", changed_by: number === 1 ? null : "me", changed_at: `2026-11-2${number}T09:30:00Z`, note, preset: number < 3 ? "balanced" : null });
const history = [version(1, balanced?.policy, "At the first start.")];

export const policy = () => history.at(-1);
export const versions = () => ({ items: history.toReversed(), next: null });
export const presetList = { items: presets };
export const kindList = { items: [...patterns.map(([kind, label]) => ({ kind, family: kind.split(".")[0], label })), { kind: "personal.phone", family: "personal", label: "Phone number" }] };

export function savePolicy(body: Record<string, unknown>) {
  history.push(version(history.length + 1, body["policy"], String(body["note"] ?? "")));
  return policy();
}

const zero = { warned: 0, replaced: 0, removed: 0, kept_local: 0, refused: 0, overridden: 0 };
export const counts = {
  since: "2026-10-01",
  fewest: 5,
  items: [
    { rule: "personal", title: "Personal data leaves as stand-ins", mode: "enforce", people: 31, seen: 1204, ...zero, replaced: 1180, overridden: 24 },
    { rule: "secrets", title: "Secrets leave without their value", mode: "enforce", people: 12, seen: 96, ...zero, removed: 90, overridden: 6 },
    { rule: "labels", title: "Marked documents stay here", mode: "enforce", people: 8, seen: 41, ...zero, kept_local: 40, refused: 1 },
    { rule: "names", title: null, mode: "record", people: null, seen: null, warned: null, replaced: null, removed: null, kept_local: null, refused: null, overridden: null },
  ],
};

const request = { id: "r1", chat_id: "c", keys: ["k"], kinds: ["label.confidential"], reason: "The customer has sent us this document and wants an answer today.", excerpt: "Offer 2026-11", asked_at: new Date(Date.now() - 600_000).toISOString(), answered_at: null as string | null, answered_by: null, granted: null as boolean | null, until: null as string | null, note: null as string | null };
export const releases = () => ({ items: [{ ...request, asked_by: { id: "p2", name: "Jonas Weber", email: "jonas@example.org" } }] });
export const myReleases = { items: [] as unknown[], officer: false };

export function answerRelease(body: Record<string, unknown>): void {
  const now = new Date().toISOString();
  Object.assign(request, { answered_at: now, granted: body["grant"], until: body["grant"] ? now : null, note: body["note"] || null });
}

let terms = ["Müller GmbH,customer", "Acme Corp,customer", "Falcon,project", "Falke,project", "Blue Room,other"].map(termOf);

function termOf(line: string) {
  const [term = "", category = "other"] = line.split(/[,;\t]/).map((part) => part.trim());
  return { id: randomUUID(), term, category };
}

function byCategory(list: typeof terms) {
  const found = new Map<string, number>();
  for (const { category } of list) found.set(category, (found.get(category) ?? 0) + 1);
  return [...found].map(([category, count]) => ({ category, count }));
}

export function termPage(url: URL) {
  const wanted = (url.searchParams.get("q") ?? "").toLowerCase();
  const category = url.searchParams.get("category");
  return { items: terms.filter((one) => one.term.toLowerCase().includes(wanted) && (!category || one.category === category)), next: null, total: terms.length, categories: byCategory(terms) };
}

export function previewTerms(body: Record<string, unknown>) {
  const read = String(body["text"] ?? "").split("\n").filter((line) => line.trim() !== "").map(termOf);
  const known = read.filter((one) => terms.some(({ term }) => term === one.term)).length;
  return { fresh: read.length - known, known, categories: byCategory(read), problems: [], sample: read.slice(0, 8) };
}

export function addTerms(body: Record<string, unknown>): void {
  const read = String(body["text"] ?? "").split("\n").filter((line) => line.trim() !== "").map(termOf);
  terms = [...(body["replace"] === true ? [] : terms), ...read];
}

export function removeTerm(id: string): void {
  terms = terms.filter((one) => one.id !== id);
}
