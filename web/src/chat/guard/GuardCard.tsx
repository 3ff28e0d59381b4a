import { useQuery } from "@tanstack/react-query";
import { Ban, House, MessageCircleQuestion, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Blocked, Message } from "~/api/types";
import { modelsQuery } from "~/chat/model/choice";
import { useRowActions } from "~/chat/thread/context";
import { countKinds, listWords, ruleTitle } from "~/guard/kinds";
import type { Decision } from "~/guard/types";
import { Button } from "~/ui/Button";
import { DecideEach } from "./DecideEach";
import { Release } from "./Release";
import { waysOf, type Stop } from "./ways";
import "./card.css";

const icons = { refuse: Ban, keep_local: House, warn: MessageCircleQuestion } as const;

/** Why words were not let go, and every way on that the policy offers. */
export function GuardCard({ message, guard }: { message: Message; guard: Blocked }) {
  const { t } = useTranslation("guard");
  const { again } = useRowActions();
  const [each, setEach] = useState(false);
  const [asking, setAsking] = useState(false);
  const { stop, keys, common, release, mixed } = waysOf(guard);
  const Icon = icons[stop];
  const send = (decisions: readonly Decision[]) => again(message, null, decisions);
  return (
    <section role="alert" className={`guard-card guard-card-${stop}`}>
      <Icon aria-hidden="true" className="mt-0.5 size-4.5 shrink-0" />
      <div className="min-w-0 flex-1 space-y-3">
        <Words guard={guard} stop={stop} ways={common.length > 0 || release} />
        <div className="flex flex-wrap gap-2">
          <Edit message={message} guard={guard} main={common.length === 0} />
          {common.map((valve, index) => (
            <Button key={valve} size="sm" variant={index === 0 ? "primary" : "outline"} onClick={() => send(keys.map((key) => ({ key, valve })))}>
              {t(`card.all.${valve === "not_sensitive" && stop === "warn" ? "sendAnyway" : valve}`)}
            </Button>
          ))}
          <Demo message={message} guard={guard} />
          {release && !asking && (
            <Button size="sm" variant="outline" onClick={() => setAsking(true)}>
              {t("card.all.release")}
            </Button>
          )}
          {mixed && (
            <Button size="sm" variant="ghost" aria-expanded={each} onClick={() => setEach(!each)}>
              {t("card.each")}
            </Button>
          )}
        </div>
        {each && <DecideEach message={message} findings={guard.findings} onSend={send} />}
        {release && <Release message={message} keys={keys} kinds={[...new Set(guard.findings.map(({ kind }) => kind))]} asking={asking} onAsking={setAsking} onSend={() => send([])} />}
        <Foot contact={guard.contact} recorded={common.length > 0} />
      </div>
    </section>
  );
}

function Words({ guard, stop, ways }: { guard: Blocked; stop: Stop; ways: boolean }) {
  const { t } = useTranslation("guard");
  return (
    <div>
      <p className="font-medium">{t(`card.${stop}`)}</p>
      <p>{t("card.rule", { title: ruleTitle(guard.title, t), what: listWords(countKinds(guard.findings), t) })}</p>
      {stop === "keep_local" && <p>{t("card.keepBody")}</p>}
      {stop !== "warn" && <p>{t(ways ? "card.change" : "card.changeOnly")}</p>}
    </div>
  );
}

function Edit({ message, guard, main }: { message: Message; guard: Blocked; main: boolean }) {
  const { t } = useTranslation("guard");
  const { edit } = useRowActions();
  const question = message.parent_id;
  if (question === null || guard.options?.includes("edit") === false) return null;
  return (
    <Button size="sm" variant={main ? "primary" : "outline"} onClick={() => edit(question)}>
      <Pencil aria-hidden="true" className="size-3.5" />
      {t("card.edit")}
    </Button>
  );
}

/** Never without being asked: what the demo model says is no good for work. */
function Demo({ message, guard }: { message: Message; guard: Blocked }) {
  const { t } = useTranslation("guard");
  const { again } = useRowActions();
  const demo = useQuery(modelsQuery).data?.items.find((model) => model.demo);
  if (!demo || !guard.options?.includes("demo")) return null;
  return (
    <Button size="sm" variant="outline" onClick={() => again(message, demo.id)}>
      {t("card.demo")}
    </Button>
  );
}

function Foot({ contact, recorded }: { contact: string | null; recorded: boolean }) {
  const { t } = useTranslation("guard");
  const words = [recorded ? t("card.recorded") : "", contact ? t("card.contact", { contact }) : ""].filter(Boolean);
  return words.length > 0 && <p className="text-xs opacity-80">{words.join(" ")}</p>;
}
