import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { AdminModel, ModelChangeBody } from "~/api/types";
import { Button } from "~/ui/Button";
import { CheckList } from "~/ui/CheckList";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Switch } from "~/ui/Switch";
import { changeOf, draftOf, wholeOf } from "./abilities";
import { AbilityFields, QuirkFields } from "./AbilityFields";
import { wrongIn } from "./errors";
import { Fold } from "./Fold";
import { LayoutFields, layoutDraft, layoutOf } from "./LayoutFields";
import { PlaceFields } from "./PlaceFields";
import { useAccounts, useAdminModels, useChangeModel, useGroups } from "./queries";
import { StandIns } from "./StandIns";

/** Changes a model; what is not touched is not sent. */
export function EditModel({ model, onClose }: { model: AdminModel; onClose: () => void }) {
  const { t } = useTranslation(["models", "app"]);
  const change = useChangeModel();
  const before = useState(() => draftOf(model.abilities))[0];
  const [abilities, setAbilities] = useState(before);
  const [draft, setDraft] = useState(() => startOf(model));
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const wrong = wrongIn(change.error, t);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wholeOf(abilities)) return;
    const body = { ...bodyOf(model, draft), abilities: changeOf(before, abilities) };
    change.mutate({ id: model.id, body }, { onSuccess: onClose });
  };
  const builtIn = model.kind === "builtin";
  return (
    <Dialog open onOpenChange={onClose} size="lg" title={t("edit.title", { name: model.name })}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-5">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("add.name")}>
              <Input required maxLength={80} dir="auto" autoComplete="off" value={draft.name} onChange={(event) => set({ name: event.target.value })} />
            </Field>
            <Field label={t("add.description")}>
              <Input maxLength={200} dir="auto" autoComplete="off" value={draft.description} onChange={(event) => set({ description: event.target.value })} />
            </Field>
          </div>
          {!builtIn && <Switch label={t("add.fit")} hint={t("add.fitHint")} checked={draft.fit} onChange={(fit) => set({ fit })} />}
          <WhereFields model={model} draft={draft} onChange={set} />
          {!builtIn && (
            <Fold title={t("add.advanced")}>
              <AbilityFields draft={abilities} onChange={(part) => setAbilities({ ...abilities, ...part })} />
              <QuirkFields draft={abilities} onChange={(part) => setAbilities({ ...abilities, ...part })} />
            </Fold>
          )}
          {change.error && <Notice kind="error" title={Object.values(wrong).join(" ")} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={change.isPending}>
            {t("app:save")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** Where it answers, for whom, and who stands in. */
function WhereFields({ model, draft, onChange }: { model: AdminModel; draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation("models");
  const accounts = useAccounts().data?.items ?? [];
  const models = useAdminModels().data?.items ?? [];
  const groups = (useGroups().data?.items ?? []).map((group) => ({ value: group.id, label: group.name }));
  return (
    <>
      {model.kind === "openai" && <PlaceFields places={draft.places} accounts={accounts} onChange={(places) => onChange({ places })} />}
      {model.kind === "gguf" && <LayoutFields draft={draft.layout} onChange={(layout) => onChange({ layout })} />}
      {groups.length > 0 && <CheckList label={t("edit.groups")} hint={t("edit.groupsHint")} value={draft.groups} options={groups} onChange={(chosen) => onChange({ groups: chosen })} />}
      <StandIns model={model} models={models} value={draft.fallback} onChange={(fallback) => onChange({ fallback })} />
    </>
  );
}

function startOf(model: AdminModel) {
  return {
    name: model.name,
    description: model.description ?? "",
    fit: model.fit_for_work,
    places: model.places.map(({ account, upstream_model, weight }) => ({ key: `${account} ${upstream_model}`, account, upstream: upstream_model, weight: weight.toString() })),
    groups: model.groups,
    fallback: model.fallback,
    layout: layoutDraft(model.layout),
  };
}

type Draft = ReturnType<typeof startOf>;

function bodyOf(model: AdminModel, draft: Draft): ModelChangeBody {
  const before = startOf(model);
  const changed = (name: keyof Draft) => JSON.stringify(draft[name]) !== JSON.stringify(before[name]);
  const body: ModelChangeBody = {};
  if (changed("name")) body.name = draft.name.trim();
  if (changed("description")) body.description = draft.description.trim();
  if (changed("fit")) body.fit_for_work = draft.fit;
  if (changed("groups")) body.groups = draft.groups;
  if (changed("layout")) body.layout = layoutOf(draft.layout);
  // The lists' greatest lengths, which the server looks at, make types that no list of ours has.
  if (changed("fallback")) Object.assign(body, { fallback: draft.fallback });
  if (changed("places")) Object.assign(body, { places: draft.places.map(({ account, upstream, weight }) => ({ account, upstream_model: upstream.trim(), weight: Number(weight) })) });
  return body;
}
