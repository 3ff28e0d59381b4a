import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { BlockedFinding, Check, Message } from "~/api/types";
import { useRowActions, useThreadState } from "~/chat/thread/context";
import { kindName } from "~/guard/kinds";
import { inUnits } from "~/guard/pieces";
import type { Decision, Valve } from "~/guard/types";
import { Button } from "~/ui/Button";
import { Select } from "~/ui/Select";

const undecided = "undecided";

/** A way on for each thing that was found, where one way for all of them would not do. */
export function DecideEach({ message, findings, onSend }: { message: Message; findings: readonly BlockedFinding[]; onSend: (decisions: Decision[]) => void }) {
  const { t } = useTranslation("guard");
  const [chosen, setChosen] = useState<Readonly<Record<string, Valve>>>({});
  const pieces = usePieces(message);
  const decisions = findings.flatMap(({ key }) => (chosen[key] ? [{ key, valve: chosen[key] }] : []));
  const choose = (key: string, valve: string) => setChosen(({ [key]: _before, ...rest }) => (valve === undecided ? rest : { ...rest, [key]: valve as Valve }));
  return (
    <div className="space-y-2">
      {findings.map((finding) => {
        const what = [kindName(finding.kind, finding.label, t), pieces ? (pieces.get(finding.key) ?? t("card.earlier")) : ""].filter(Boolean).join(" ");
        const valves = (finding.valves ?? []).filter((valve) => valve !== "release");
        return (
          <div key={finding.key} className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-2">
            <bdi className="min-w-0 truncate">{what}</bdi>
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

/** What stands in the question for each thing, by its key: two customers must be told apart. Not for earlier questions. */
function usePieces(message: Message): ReadonlyMap<string, string> | undefined {
  const { thread } = useRowActions();
  const text = useThreadState(thread, ({ messages }) => messages[message.parent_id ?? ""]?.text ?? "");
  const said = useQuery({
    queryKey: ["guard", "pieces", message.id, text],
    queryFn: ({ signal }) => call<Check>("POST", "/api/guard/check", { body: { text, chat_id: thread.chatId, ...(message.model ? { model: message.model } : {}) }, signal }),
    enabled: text !== "",
    gcTime: 0,
    select: ({ findings }) => new Map(inUnits(text, findings.map(({ key, start, end }) => ({ start, end, value: key }))).map(({ start, end, value }) => [value, text.slice(start, end)])),
  });
  return said.data;
}
