import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Simulated } from "~/api/types";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, TextArea } from "~/ui/Field";
import { CheckList } from "~/ui/CheckList";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Switch } from "~/ui/Switch";
import { Choice } from "../models/Choice";
import { classes, type PolicyBody } from "./body";
import { useDraft, useGroups, useModels, usePolicy, type PolicyVersion } from "./queries";
import { Section } from "./Section";
import { Verdict } from "./Verdict";

const rest = 350;

/** Tries a text on the policy: what is found, what happens to it, and what would leave. Nothing is kept or counted. */
export function SimulatorPage() {
  const { t } = useTranslation(["policy", "app"]);
  const saved = usePolicy();
  if (saved.isPending) return <Spinner />;
  if (saved.isError) return <Notice kind="error" title={errorText(saved.error, t).title} />;
  return <Simulator saved={saved.data} />;
}

function Simulator({ saved }: { saved: PolicyVersion }) {
  const { t } = useTranslation(["policy", "app"]);
  const draft = useDraft(saved.policy);
  const models = useModels().filter((model) => !model.embeds);
  const groups = useGroups();
  const [text, setText] = useState("");
  const [way, setWay] = useState("class:external");
  const [chosen, setChosen] = useState<string[]>([]);
  const [withDraft, setWithDraft] = useState(true);
  const policy = draft.changed && withDraft ? draft.policy : null;
  const asked = useSettled(JSON.stringify(questionOf(text, way, chosen, policy)), rest);
  const said = useQuery({
    queryKey: ["admin", "guard", "simulate", asked],
    // With the text that it is about: another may stand in the field when the answer comes.
    queryFn: async ({ signal }) => {
      const body = JSON.parse(asked) as { text: string };
      return { text: body.text, check: await call<Simulated>("POST", "/api/admin/guard/simulate", { body, signal }) };
    },
    enabled: (JSON.parse(asked) as { text: string }).text.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  const ways = [...classes.map((far) => ({ value: `class:${far}`, label: t("simulator.class", { name: t(`app:destination.${far}`) }) })), ...models.map(({ id, name }) => ({ value: `model:${id}`, label: name }))];
  return (
    <Section title={t("simulator.title")} lead={t("simulator.lead")}>
      <div className="space-y-5">
        <Field label={t("simulator.text")}>
          <TextArea value={text} maxLength={200_000} placeholder={t("simulator.placeholder")} onChange={(event) => setText(event.target.value)} className="max-h-[40dvh] min-h-32" />
        </Field>
        {text === "" && (
          <Button size="sm" variant="outline" onClick={() => setText(t("simulator.sample"))}>
            {t("simulator.useSample")}
          </Button>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <Choice label={t("simulator.way")} value={way} options={ways} onChange={setWay} />
          {groups.length > 0 && <CheckList label={t("simulator.groups")} hint={t("simulator.groupsHint")} value={chosen} options={groups.map(({ id, name }) => ({ value: id, label: name }))} onChange={setChosen} />}
        </div>
        {draft.changed && <Switch label={t("simulator.draft")} hint={t("simulator.draftHint")} checked={withDraft} onChange={setWithDraft} />}
        {said.isError && <Notice kind="error" title={errorText(said.error, t).title} />}
        {text.trim() !== "" && said.isPending && <Spinner />}
        {text.trim() !== "" && said.data && <Verdict check={said.data.check} text={said.data.text} />}
      </div>
    </Section>
  );
}

function questionOf(text: string, way: string, groups: readonly string[], policy: PolicyBody | null) {
  const [kind, name] = [way.slice(0, way.indexOf(":")), way.slice(way.indexOf(":") + 1)];
  return { text, group_ids: groups, ...(kind === "model" ? { model: name } : { destination_class: name }), ...(policy ? { policy } : {}) };
}

/** A value once it has rested for so many milliseconds. */
function useSettled(value: string, wait: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}
