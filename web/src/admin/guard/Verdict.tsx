import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { kindName, outcomeOf, ruleTitle, type Outcome } from "~/guard/kinds";
import { Marked, Sent } from "~/guard/Marked";
import { inUnits } from "~/guard/pieces";
import type { Simulated } from "~/api/types";
import type { Action } from "~/guard/types";
import { Table, type Column } from "~/usage/Figures";
import { Tag, type TagKind } from "../Tag";

const looks: Readonly<Record<Action, TagKind>> = { allow: "good", stand_in: "note", warn: "warn", keep_local: "warn", refuse: "bad" };

interface Line {
  id: string;
  piece: string;
  kind: string;
  outcome: Outcome;
  rule: string;
  standIn: string;
}

/** What the policy says of a text: the text with its findings, the verdict, what would leave, and each finding's rule. */
export function Verdict({ check, text }: { check: Simulated; text: string }) {
  const { t } = useTranslation(["policy", "guard"]);
  // An answer to what was typed before does not fit what is there now; its spans do as long as the text is the same.
  const spans = useMemo(() => inUnits(text, check.findings.map((finding) => ({ start: finding.start, end: finding.end, value: outcomeOf(finding) }))), [text, check]);
  const lines = check.findings.map((finding, index): Line => {
    const span = spans[index];
    return {
      id: `${finding.start} ${finding.kind}`,
      piece: span ? text.slice(span.start, span.end) : "",
      kind: kindName(finding.kind, finding.label, t),
      outcome: outcomeOf(finding),
      rule: finding.rule ? ruleTitle(finding.rule.title, t) : "",
      standIn: finding.stand_in ?? "",
    };
  });
  const columns: Column<Line>[] = [
    { key: "piece", name: t("simulator.columns.piece"), cell: (line) => line.piece },
    { key: "kind", name: t("simulator.columns.kind"), cell: (line) => line.kind },
    { key: "outcome", name: t("simulator.columns.outcome"), cell: (line) => [t(`policy:action.${line.outcome}`), line.standIn].filter(Boolean).join(": ") },
    { key: "rule", name: t("simulator.columns.rule"), cell: (line) => line.rule },
  ];
  const leaves = check.action !== "refuse" && check.action !== "warn";
  return (
    <div className="space-y-5">
      <p role="status" className="flex flex-wrap items-center gap-2 text-sm">
        <Tag kind={looks[check.action]}>{t(`action.${check.action}`)}</Tag>
        {t(`simulator.verdict.${check.action}`, { count: check.findings.length })}
      </p>
      <div>
        <h3 className="mb-1.5 text-sm font-semibold">{t("simulator.found")}</h3>
        {/* A scrolling box must be reachable by keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div role="region" aria-label={t("simulator.found")} tabIndex={0} className="guard-sent">
          <p dir="auto" className="whitespace-pre-wrap">
            <Marked text={text} spans={spans} />
          </p>
        </div>
      </div>
      <div>
        <h3 className="mb-1.5 text-sm font-semibold">{t("simulator.leaves")}</h3>
        {leaves ? <Sent text={check.would_leave} standIns={lines.map(({ standIn }) => standIn)} label={t("simulator.leaves")} /> : <p className="text-sm text-muted-foreground">{t("simulator.nothing")}</p>}
      </div>
      {lines.length > 0 && <Table label={t("simulator.table")} columns={columns} rows={lines} keyOf={(line) => line.id} />}
    </div>
  );
}
