import type { DestinationClass } from "~/api/types";
import type { Action, Valve } from "~/guard/types";

export interface RuleBody {
  id: string;
  title: string;
  description: string;
  destinations: DestinationClass[];
  /** Null: all of them. */
  models: string[] | null;
  groups: string[] | null;
  /** Kinds, families (`secret.*`) or `*`. */
  kinds: string[];
  at_least: number;
  action: Action;
  valves: Valve[];
}

export interface PolicyBody {
  name: string;
  mode: "enforce" | "record";
  countries: string[];
  contact: string;
  officers: string | null;
  rules: RuleBody[];
}

export const classes: readonly DestinationClass[] = ["local", "private", "external"];
export const actions: readonly Action[] = ["allow", "warn", "stand_in", "keep_local", "refuse"];
export const valves: readonly Valve[] = ["not_sensitive", "remove", "stand_ins", "real_values", "release"];
export const families = ["secret", "personal", "term", "name", "label", "unreadable"] as const;

/** The stronger of two rules holds. */
export function stronger(one: Action, other: Action): Action {
  return actions.indexOf(one) >= actions.indexOf(other) ? one : other;
}

function plain(rule: RuleBody): string {
  const sorted = (list: readonly string[] | null) => list && [...list].toSorted();
  const { id, title, description, at_least, action, destinations, models, groups, kinds } = rule;
  return JSON.stringify([id, title, description, at_least, action, sorted(destinations), sorted(models), sorted(groups), sorted(kinds), sorted(rule.valves)]);
}

export function sameRule(one: RuleBody, other: RuleBody): boolean {
  return plain(one) === plain(other);
}

/** Whether two lists hold the same rules, in any order. */
export function sameRules(some: readonly RuleBody[], others: readonly RuleBody[]): boolean {
  const known = new Set(others.map(plain));
  return some.length === others.length && some.every((rule) => known.has(plain(rule)));
}

export function samePolicy(one: PolicyBody, other: PolicyBody): boolean {
  const rest = ({ name, mode, countries, contact, officers }: PolicyBody) => JSON.stringify([name, mode, [...countries].toSorted(), contact, officers]);
  return rest(one) === rest(other) && sameRules(one.rules, other.rules);
}
