import { sameRule, type PolicyBody, type RuleBody } from "./body";

/** One difference between two policies. The screen says it in words. */
export type Difference =
  | { what: "added" | "removed"; rule: RuleBody }
  | { what: "changed"; rule: RuleBody; before: RuleBody; parts: Part[] }
  | { what: "mode"; to: PolicyBody["mode"] }
  | { what: "contact"; to: string }
  | { what: "officers" }
  | { what: "countries"; more: string[]; fewer: string[] };

/** The parts of a rule that can differ. */
export const parts = ["title", "description", "action", "kinds", "destinations", "models", "groups", "at_least", "valves"] as const;
export type Part = (typeof parts)[number];

function same(one: RuleBody[Part], other: RuleBody[Part]): boolean {
  const plain = (value: RuleBody[Part]) => JSON.stringify(Array.isArray(value) ? [...value].toSorted() : value);
  return plain(one) === plain(other);
}

/** What has changed between two policies, rule by rule. */
export function differences(before: PolicyBody, after: PolicyBody): Difference[] {
  const found: Difference[] = [];
  if (before.mode !== after.mode) found.push({ what: "mode", to: after.mode });
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  const now = new Set(after.rules.map(({ id }) => id));
  for (const rule of after.rules) {
    const was = old.get(rule.id);
    if (!was) found.push({ what: "added", rule });
    else if (!sameRule(was, rule)) found.push({ what: "changed", rule, before: was, parts: parts.filter((part) => !same(was[part], rule[part])) });
  }
  for (const rule of before.rules) if (!now.has(rule.id)) found.push({ what: "removed", rule });
  const more = after.countries.filter((one) => !before.countries.includes(one));
  const fewer = before.countries.filter((one) => !after.countries.includes(one));
  if (more.length + fewer.length > 0) found.push({ what: "countries", more, fewer });
  if (before.contact !== after.contact) found.push({ what: "contact", to: after.contact });
  if (before.officers !== after.officers) found.push({ what: "officers" });
  return found;
}
