import { Ban, House, MessageCircleQuestion, ShieldCheck, type LucideIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";
import { patiently } from "~/api/patiently";
import { countKinds, listWords, outcomeOf, together } from "~/guard/kinds";
import type { Check } from "~/guard/types";
import { classes } from "~/ui/classes";
import type { Checking } from "./useCheck";
import { wasLooking } from "./wish";
import "./line.css";

const LeaveDialog = lazy(() => patiently(() => import("./LeaveDialog")).then((module) => ({ default: module.LeaveDialog })));

interface GuardLineProps {
  chatId: string | null;
  checking: Checking;
  check: Check;
  text: () => string;
  fileName: (id: string) => string;
  /** Takes a piece out of the text: UTF-16 units. */
  onTakeOut: (start: number, end: number) => void;
}

const looks: Readonly<Record<"refuse" | "keep_local" | "warn" | "stand_in", { icon: LucideIcon; look: string }>> = {
  refuse: { icon: Ban, look: "text-destructive" },
  keep_local: { icon: House, look: "text-external" },
  warn: { icon: MessageCircleQuestion, look: "text-external" },
  stand_in: { icon: ShieldCheck, look: "text-muted-foreground" },
};

/** One calm line under the composer: what will happen to the words, and what will leave a click away. */
export function GuardLine({ chatId, checking, check, ...rest }: GuardLineProps) {
  const { t } = useTranslation(["guard", "chat"]);
  const [open, setOpen] = useState(() => wasLooking(chatId));
  if (check.action === "allow" && checking.decisions.length === 0) return null;
  const { icon: Icon, look } = looks[check.action === "allow" ? "stand_in" : check.action];
  return (
    <div className={classes("guard-line", look)}>
      <span role="status">
        <Icon aria-hidden="true" className="me-1.5 inline size-3.5 align-[-0.15em]" />
        {sentences(check, t).join(" · ")}
      </span>
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)} className="guard-link">
        {t("line.open")}
      </button>
      <Suspense>{open && <LeaveDialog checking={checking} check={check} {...rest} onClose={() => setOpen(false)} />}</Suspense>
    </div>
  );
}

/** What will happen, the gravest first. */
function sentences(check: Check, t: TFunction): string[] {
  const inFiles = (outcome: string) => check.files.filter(({ action }) => action === outcome).flatMap(({ counts }) => counts);
  const of = (outcome: string) => together([...countKinds(check.findings.filter((finding) => outcomeOf(finding) === outcome)), ...inFiles(outcome)]);
  const said = (outcome: string, words: (what: string, count: number) => string) => {
    const counts = of(outcome);
    const count = counts.reduce((sum, one) => sum + one.count, 0);
    return count > 0 ? [words(listWords(counts, t), count)] : [];
  };
  return [
    ...said("refuse", (what) => t("line.refused", { what })),
    ...said("keep_local", (what) => (check.kept_on ? t("line.kept", { what, name: check.kept_on.name }) : t("line.keptNowhere", { what }))),
    ...said("warn", (what) => t("line.warn", { what })),
    ...said("remove", (what, count) => t("line.removed", { what, count })),
    ...said("stand_in", (what, count) => t("line.replaced", { what, count })),
  ];
}
