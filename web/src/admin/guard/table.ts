import type { DestinationClass } from "~/api/types";
import type { Action, Valve } from "~/guard/types";
import { families, stronger, type RuleBody } from "./body";

/** The lines of the table; each is about these kinds. */
export const rows = {
  secrets: ["secret.*"],
  personal: ["personal.*"],
  terms: ["term.*"],
  names: ["name.*"],
  labels: ["label.*"],
  pictures: ["unreadable.image"],
  unread: ["unreadable.file", "unreadable.part", "unreadable.detector"],
} as const satisfies Record<string, readonly string[]>;
export type RowName = keyof typeof rows;
export const rowNames = Object.keys(rows) as RowName[];

export interface Cell {
  action: Action;
  /** Single kinds, models, groups or numbers are treated otherwise: the list of rules has it all. */
  varies: boolean;
}

const unreadable: readonly string[] = [...rows.pictures, ...rows.unread];

/** What a pattern stands for, in the patterns of the table's lines. */
function patterns(kind: string): readonly string[] {
  if (kind === "*") return families.flatMap((family) => patterns(`${family}.*`));
  return kind === "unreadable.*" ? unreadable : [kind];
}

function within(kind: string, row: RowName): boolean {
  return (rows[row] as readonly string[]).some((pattern) => pattern === kind || (pattern.endsWith(".*") && kind.startsWith(pattern.slice(0, -1))));
}

/** A rule for everybody, whichever model, from the first finding on. */
function general(rule: RuleBody): boolean {
  return rule.models === null && rule.groups === null && rule.at_least <= 1;
}

/** What the rules say of a line of the table on the way to a class of destinations. */
export function cellOf(rules: readonly RuleBody[], row: RowName, far: DestinationClass): Cell {
  const about = rules.filter((rule) => rule.destinations.includes(far)).map((rule) => ({ rule, kinds: rule.kinds.flatMap(patterns).filter((kind) => within(kind, row)) }));
  const applying = about.filter(({ kinds }) => kinds.length > 0);
  const nothing: Action = row === "pictures" || row === "unread" ? (far === "local" ? "allow" : "keep_local") : "allow";
  const found = (rows[row] as readonly string[]).map((pattern) => {
    const named = applying.filter(({ rule, kinds }) => general(rule) && kinds.includes(pattern)).map(({ rule }) => rule.action);
    return named.length === 0 ? nothing : named.reduce(stronger);
  });
  const action = found.reduce(stronger);
  const single = applying.some(({ rule, kinds }) => !general(rule) || kinds.some((kind) => !(rows[row] as readonly string[]).includes(kind)));
  return { action, varies: single || new Set(found).size > 1 };
}

const usual: Readonly<Record<Action, readonly Valve[]>> = {
  allow: [],
  warn: ["not_sensitive", "remove"],
  stand_in: ["not_sensitive", "remove", "real_values"],
  keep_local: ["remove", "release"],
  refuse: ["remove", "release"],
};

/** What a rule for this line offers as long as nobody says otherwise. A secret's value is never sent for the asking. */
function valvesFor(row: RowName, action: Action): Valve[] {
  if (row === "secrets" && action === "stand_in") return ["not_sensitive"];
  return usual[action].filter((valve) => valve !== "remove" || row !== "labels");
}

export interface Change {
  row: RowName;
  far: DestinationClass;
  action: Action;
  /** What the new rule is called; people read it when it stops them. */
  title: string;
}

/** The rules with one cell of the table changed. Rules for single models, groups or numbers stay. */
export function withCell(rules: readonly RuleBody[], change: Change): RuleBody[] {
  const { row, far, action, title } = change;
  const left = rules.flatMap((rule) => (general(rule) && rule.destinations.includes(far) ? without(rule, row, far, rules) : [rule]));
  // Away from this machine, what nobody could read stays here unless a rule lets it go.
  const said = action !== "allow" || ((row === "pictures" || row === "unread") && far !== "local");
  if (!said) return left;
  const made: RuleBody = {
    id: freeId(`${row}-${far}`, left),
    title,
    description: "",
    destinations: [far],
    models: null,
    groups: null,
    kinds: [...rows[row]],
    at_least: 1,
    action,
    valves: valvesFor(row, action),
  };
  return [...left, made];
}

/** A rule without what it says of a line on the way to a class: cut in two where it says more. */
function without(rule: RuleBody, row: RowName, far: DestinationClass, rules: readonly RuleBody[]): RuleBody[] {
  const kinds = rule.kinds.flatMap(patterns);
  const rest = kinds.filter((kind) => !within(kind, row));
  if (rest.length === kinds.length) return [rule];
  const elsewhere = rule.destinations.filter((one) => one !== far);
  const kept = elsewhere.length > 0 ? [{ ...rule, destinations: elsewhere }] : [];
  if (rest.length === 0) return kept;
  const id = kept.length > 0 ? freeId(`${rule.id}-${far}`, rules) : rule.id;
  return [...kept, { ...rule, id, destinations: [far], kinds: rest }];
}

export function freeId(wanted: string, rules: readonly RuleBody[]): string {
  const taken = new Set(rules.map(({ id }) => id));
  const start = wanted.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-").replace(/^[-_]+/, "").slice(0, 56) || "rule";
  if (!taken.has(start)) return start;
  let number = 2;
  while (taken.has(`${start}-${number}`)) number += 1;
  return `${start}-${number}`;
}
