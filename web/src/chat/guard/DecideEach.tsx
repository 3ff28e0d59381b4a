import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BlockedFinding } from "~/api/types";
import { countWords } from "~/guard/kinds";
import type { Decision, Valve } from "~/guard/types";
import { Button } from "~/ui/Button";
import { Select } from "~/ui/Select";

const undecided = "undecided";

/** A way on for each thing that was found, where one way for all of them would not do. */
export function DecideEach({ findings, onSend }: { findings: readonly BlockedFinding[]; onSend: (decisions: Decision[]) => void }) {
  const { t } = useTranslation("guard");
  const [chosen, setChosen] = useState<Readonly<Record<string, Valve>>>({});
  const decisions = findings.flatMap(({ key }) => (chosen[key] ? [{ key, valve: chosen[key] }] : []));
  const choose = (key: string, valve: string) => setChosen(({ [key]: _before, ...rest }) => (valve === undecided ? rest : { ...rest, [key]: valve as Valve }));
  return (
    <div className="space-y-2">
      {findings.map((finding) => {
        const what = countWords(finding, t);
        const valves = (finding.valves ?? []).filter((valve) => valve !== "release");
        return (
          <div key={finding.key} className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-2">
            <span>{what}</span>
            <Select
              label={t("card.choiceFor", { what })}
              value={chosen[finding.key] ?? undecided}
              options={[undecided, ...valves].map((value) => ({ value, label: t(value === undecided ? "chosen.undecided" : `valve.${value}`) }))}
              onChange={(value) => choose(finding.key, value)}
            />
          </div>
        );
      })}
      <Button size="sm" variant="primary" disabled={decisions.length < findings.length} onClick={() => onSend(decisions)}>
        {t("card.sendChosen")}
      </Button>
    </div>
  );
}
