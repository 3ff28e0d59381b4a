import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { kindName, outcomeOf, ruleTitle } from "~/guard/kinds";
import { inUnits } from "~/guard/pieces";
import type { Decision, Shown, Valve } from "~/guard/types";
import { Button } from "~/ui/Button";

interface FoundListProps {
  findings: readonly Shown[];
  text: string;
  decisions: readonly Decision[];
  onDecide: (finding: Shown, valve: Valve | null) => void;
  onTakeOut: (start: number, end: number) => void;
}

/** Each thing that was found once, with its rule and the ways on. */
export function FoundList({ findings, text, decisions, onDecide, onTakeOut }: FoundListProps) {
  const { t } = useTranslation("guard");
  const chosen = new Map(decisions.map(({ key, valve }) => [key, valve]));
  const once = [...new Map(findings.map((finding) => [finding.key, finding])).values()].filter(({ key, action }) => action !== "allow" || chosen.has(key));
  if (once.length === 0) return <p className="text-sm text-muted-foreground">{t("leave.none")}</p>;
  return (
    <ul className="divide-y divide-border rounded-xl border border-border">
      {once.map((finding) => (
        <FoundLine key={finding.key} finding={finding} text={text} valve={chosen.get(finding.key) ?? null} onDecide={onDecide} onTakeOut={onTakeOut} />
      ))}
    </ul>
  );
}

interface FoundLineProps extends Omit<FoundListProps, "findings" | "decisions"> {
  finding: Shown;
  valve: Valve | null;
}

function FoundLine({ finding, text, valve, onDecide, onTakeOut }: FoundLineProps) {
  const { t } = useTranslation("guard");
  const { kind, label, rule, stand_in } = finding;
  const [span] = inUnits(text, [{ start: finding.start, end: finding.end, value: null }]);
  const piece = span ? text.slice(span.start, span.end) : "";
  return (
    <li className="px-4 py-3 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{kindName(kind, label, t)}</span>
        {piece !== "" && <bdi className="max-w-full truncate">{piece}</bdi>}
        {stand_in !== null && !valve ? (
          <>
            <ArrowRight aria-label={t("leave.becomes")} role="img" className="size-3.5 self-center text-muted-foreground rtl:-scale-x-100" />
            <bdi className="text-primary">{stand_in}</bdi>
          </>
        ) : (
          <span className="text-muted-foreground">{valve ? t(`chosen.${valve}`) : outcome(finding, t)}</span>
        )}
      </p>
      <p className="mt-0.5 text-[0.8125rem] text-muted-foreground">{rule ? t("leave.rule", { title: ruleTitle(rule.title, t) }) : t("leave.noRule")}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        {valve === null ? (
          <Ways finding={finding} onDecide={onDecide} onTakeOut={span && span.end > span.start ? () => onTakeOut(span.start, span.end) : undefined} />
        ) : (
          <Button size="sm" variant="outline" onClick={() => onDecide(finding, null)}>
            {t("leave.undo")}
          </Button>
        )}
      </div>
    </li>
  );
}

function Ways({ finding, onDecide, onTakeOut }: { finding: Shown; onDecide: FoundListProps["onDecide"]; onTakeOut: (() => void) | undefined }) {
  const { t } = useTranslation("guard");
  // A release needs words of the person; it is asked for when the message was not let go.
  const offered = finding.valves.filter((one) => one !== "release");
  return (
    <>
      {offered.map((one) => (
        <Button key={one} size="sm" variant="outline" onClick={() => onDecide(finding, one)}>
          {t(`valve.${one}`)}
        </Button>
      ))}
      {onTakeOut && !offered.includes("remove") && (
        <Button size="sm" variant="ghost" onClick={onTakeOut}>
          {t("leave.takeOut")}
        </Button>
      )}
    </>
  );
}

function outcome(finding: Shown, t: ReturnType<typeof useTranslation>["t"]): string {
  return t(`guard:action.${outcomeOf(finding)}`);
}
