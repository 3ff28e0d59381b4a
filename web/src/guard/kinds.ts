import type { TFunction } from "i18next";
import { currentLocale } from "~/i18n";
import type { Action, Shown, KindCount } from "./types";

const oldForm = " (old form)";

/** "2 customers", "1 IBAN". Of a kind without words of its own, its English label is read as a brand and a noun. */
export function countWords({ kind, label, count }: KindCount, t: TFunction): string {
  return (
    t(`guard:kind.${kind}`, { count, defaultValue: "" }) ||
    (kind.startsWith("secret.") && secretWords(label, count, t)) ||
    t("guard:kind.unknown", { count, label: label || kind })
  );
}

/** "customer", "IBAN". */
export function kindName(kind: string, label: string, t: TFunction): string {
  return countWords({ kind, label, count: 1 }, t).replace(/^1 (?:× )?/, "");
}

function secretWords(label: string, count: number, t: TFunction): string {
  if (!label.endsWith(oldForm)) return brandWords(label, count, t);
  const what = brandWords(label.slice(0, -oldForm.length), count, t);
  return what && t("guard:oldForm", { what });
}

/** "2 Stripe webhook secrets": the longest noun that the texts know at the label's end, and the brand before it. */
function brandWords(label: string, count: number, t: TFunction): string {
  const words = label.split(" ");
  for (let at = 1; at < words.length; at += 1) {
    // Two brands that share a form: "Mollie or Chargebee".
    const brands = words.slice(0, at).join(" ").split(" or ");
    const brand = new Intl.ListFormat(currentLocale(), { type: "disjunction" }).format(brands);
    const found = t(`guard:noun.${words.slice(at).join(" ")}`, { count, brand, defaultValue: "" });
    if (found) return found;
  }
  return "";
}

/** The title of a rule: those of the presets in the page's language, those of one's own as they are. */
export function ruleTitle(title: string, t: TFunction): string {
  return t(`titles.${title}`, { ns: "guard", nsSeparator: false, defaultValue: title });
}

/** "2 customers, 1 IBAN". */
export function listWords(counts: readonly KindCount[], t: TFunction): string {
  return new Intl.ListFormat(currentLocale(), { type: "unit" }).format(counts.map((count) => countWords(count, t)));
}

/** How many different things of each kind there are; the same customer twice is one. */
export function countKinds(findings: readonly Pick<Shown, "kind" | "label" | "key">[]): KindCount[] {
  const counts = new Map<string, KindCount & { keys: Set<string> }>();
  for (const { kind, label, key } of findings) {
    const known = counts.get(kind) ?? { kind, label, count: 0, keys: new Set<string>() };
    known.keys.add(key);
    counts.set(kind, { ...known, count: known.keys.size });
  }
  return [...counts.values()].map(({ kind, label, count }) => ({ kind, label, count }));
}

/** Counts of the same kind as one. */
export function together(counts: readonly KindCount[]): KindCount[] {
  const sums = new Map<string, KindCount>();
  for (const one of counts) sums.set(one.kind, { ...one, count: one.count + (sums.get(one.kind)?.count ?? 0) });
  return [...sums.values()];
}

export type Outcome = Action | "remove";

/** What happens to the thing itself: a secret's stand-in is one way. */
export function outcomeOf({ action, treatment }: Pick<Shown, "action" | "treatment">): Outcome {
  return action === "stand_in" && treatment === "remove" ? "remove" : action;
}
