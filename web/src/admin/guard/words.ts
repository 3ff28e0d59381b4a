import type { TFunction } from "i18next";
import { kindName, ruleTitle } from "~/guard/kinds";
import { currentLocale } from "~/i18n";
import { families, type RuleBody } from "./body";
import type { Difference } from "./diff";
import type { Kind } from "./queries";

export function joined(parts: readonly string[]): string {
  return new Intl.ListFormat(currentLocale(), { type: "conjunction" }).format(parts);
}

/** What a kind, a family or everything is called. */
export function patternName(pattern: string, kinds: readonly Kind[], t: TFunction): string {
  if (pattern === "*") return t("policy:kinds.all");
  const family = families.find((one) => pattern === `${one}.*`);
  if (family) return t(`policy:kinds.${family}`);
  return kindName(pattern, kinds.find(({ kind }) => kind === pattern)?.label ?? "", t);
}

/** A rule in one sentence: what, to where, what happens. */
export function ruleWords(rule: RuleBody, kinds: readonly Kind[], t: TFunction): string {
  const what = joined(rule.kinds.map((kind) => patternName(kind, kinds, t)));
  const where = joined(rule.destinations.map((far) => t(`app:destination.${far}`)));
  const some = [
    rule.at_least > 1 ? t("policy:rule.fromCount", { count: rule.at_least }) : "",
    rule.models ? t("policy:rule.someModels", { count: rule.models.length }) : "",
    rule.groups ? t("policy:rule.someGroups", { count: rule.groups.length }) : "",
  ].filter(Boolean);
  const sentence = t("policy:rule.words", { what, where, action: t(`policy:action.${rule.action}`) });
  return some.length > 0 ? `${sentence} (${some.join(", ")})` : sentence;
}

/** What is different between two policies, in a sentence. */
export function differenceWords(one: Difference, kinds: readonly Kind[], t: TFunction): string {
  switch (one.what) {
    case "added":
    case "removed":
      return t(`policy:diff.${one.what}`, { title: ruleTitle(one.rule.title, t), words: ruleWords(one.rule, kinds, t) });
    case "changed": {
      const named = one.parts.map((part) => (part === "action" ? t("policy:diff.fromTo", { from: t(`policy:action.${one.before.action}`), to: t(`policy:action.${one.rule.action}`) }) : t(`policy:diff.part.${part}`)));
      return t("policy:diff.changed", { title: ruleTitle(one.rule.title, t), parts: joined(named) });
    }
    case "mode":
      return t(`policy:diff.mode.${one.to}`);
    case "contact":
      return t(one.to === "" ? "policy:diff.noContact" : "policy:diff.contact", { to: one.to });
    case "officers":
      return t("policy:diff.officers");
    case "countries": {
      const names = new Intl.DisplayNames(currentLocale(), { type: "region" });
      const named = (codes: readonly string[]) => joined(codes.map((code) => names.of(code.toUpperCase()) ?? code));
      return [one.more.length > 0 ? t("policy:diff.more", { named: named(one.more) }) : "", one.fewer.length > 0 ? t("policy:diff.fewer", { named: named(one.fewer) }) : ""].filter(Boolean).join(" ");
    }
  }
}
