import type { TFunction } from "i18next";
import type { ModelDestination, Terms } from "~/api/types";
import { formatDate } from "~/i18n/format";

/** Where the words go, in one sentence. */
export function placeWords(destination: ModelDestination, t: TFunction): string {
  const { name, destination_class: far } = destination;
  if (far !== "local") return t(`app:destination.${far}Place`, { name });
  return t(destination.assurance === "enforced" ? "app:destination.localEnforced" : "app:destination.localDeclared", { name });
}

/** What happens to the words there, as somebody declared it; empty where nobody has to be believed. */
export function factsWords(destination: ModelDestination, terms: Terms, t: TFunction): string {
  if (destination.assurance === "enforced") return "";
  const told = [keptWords(terms, t), trainedWords(terms, t), monitoredWords(terms, t)].filter((fact) => fact !== "");
  const facts = told.length > 0 ? told : destination.destination_class === "local" ? [] : [t("app:terms.unknown")];
  if (terms.region) facts.push(t("app:terms.region", { region: terms.region }));
  if (terms.contract) facts.push(t("app:terms.contract", { contract: terms.contract }));
  if (told.length > 0 && terms.declared_by && terms.declared_on) facts.push(t("app:terms.declared", { name: terms.declared_by, day: day(terms.declared_on) }));
  const sentence = facts.join(", ");
  return sentence && `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function keptWords({ kept_days: days, kept_note: note }: Terms, t: TFunction): string {
  if (note !== null) return t("app:terms.keptNote", { note });
  if (days === null) return "";
  return days === 0 ? t("app:terms.keptNothing") : t("app:terms.keptDays", { count: days });
}

function trainedWords({ training }: Terms, t: TFunction): string {
  return training === "unknown" ? "" : t(`app:terms.training.${training}`);
}

function monitoredWords({ monitoring }: Terms, t: TFunction): string {
  return monitoring === "unknown" ? "" : t(`app:terms.monitoring.${monitoring}`);
}

/** A day without a time belongs to no time zone. */
function day(date: string): string {
  return formatDate(date, { dateStyle: "medium", timeZone: "UTC" });
}
