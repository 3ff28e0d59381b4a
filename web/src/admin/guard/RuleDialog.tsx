import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { CheckList } from "~/ui/CheckList";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { Field, Input, TextArea } from "~/ui/Field";
import { Choice } from "../models/Choice";
import { actions, classes, valves, type RuleBody } from "./body";
import { KindPicker } from "./KindPicker";
import { useGroups, useModels } from "./queries";
import { freeId } from "./table";

interface RuleDialogProps {
  /** Null for a new one. */
  rule: RuleBody | null;
  rules: readonly RuleBody[];
  onPut: (rule: RuleBody) => void;
  onClose: () => void;
}

const empty: RuleBody = { id: "", title: "", description: "", destinations: ["external"], models: null, groups: null, kinds: [], at_least: 1, action: "stand_in", valves: ["not_sensitive", "remove"] };
const mostFindings = 10_000;

/** All that a rule can say. */
export function RuleDialog({ rule, rules, onPut, onClose }: RuleDialogProps) {
  const { t } = useTranslation(["policy", "app"]);
  const [draft, setDraft] = useState(rule ?? empty);
  const change = (part: Partial<RuleBody>) => setDraft((before) => ({ ...before, ...part }));
  const models = useModels();
  const groups = useGroups();
  const complete = draft.title.trim() !== "" && draft.kinds.length > 0 && draft.destinations.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Not the form of the page behind it.
    event.stopPropagation();
    if (complete) onPut({ ...draft, id: draft.id || freeId(draft.title, rules) });
  };
  return (
    <Dialog open onOpenChange={onClose} size="lg" title={t(rule ? "rule.editTitle" : "rule.addTitle")}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-5">
          <Field label={t("rule.title")} hint={t("rule.titleHint")}>
            <Input required maxLength={100} value={draft.title} onChange={(event) => change({ title: event.target.value })} />
          </Field>
          <KindPicker value={draft.kinds} onChange={(kinds) => change({ kinds })} />
          <CheckList label={t("rule.destinations")} value={draft.destinations} options={classes.map((value) => ({ value, label: t(`app:destination.${value}`) }))} onChange={(destinations) => change({ destinations })} />
          <div className="grid gap-4 sm:grid-cols-2">
            <Choice label={t("rule.action")} hint={t(`actionHint.${draft.action}`)} value={draft.action} options={actions.map((value) => ({ value, label: t(`action.${value}`) }))} onChange={(action) => change({ action })} />
            <Field label={t("rule.atLeast")} hint={t("rule.atLeastHint")}>
              <Input type="number" min={1} max={mostFindings} value={draft.at_least} onChange={(event) => change({ at_least: Math.max(1, Math.min(mostFindings, Number(event.target.value) || 1)) })} />
            </Field>
          </div>
          <CheckList label={t("rule.valves")} hint={t("rule.valvesHint")} value={draft.valves} options={valves.map((value) => ({ value, label: t(`valve.${value}.title`) }))} onChange={(chosen) => change({ valves: chosen })} />
          {models.length > 0 && (
            <CheckList label={t("rule.models")} hint={t("rule.modelsHint")} value={draft.models ?? []} options={models.map(({ id, name }) => ({ value: id, label: name }))} onChange={(chosen) => change({ models: chosen.length > 0 ? chosen : null })} />
          )}
          {groups.length > 0 && (
            <CheckList label={t("rule.groups")} hint={t("rule.groupsHint")} value={draft.groups ?? []} options={groups.map(({ id, name }) => ({ value: id, label: name }))} onChange={(chosen) => change({ groups: chosen.length > 0 ? chosen : null })} />
          )}
          <Field label={t("rule.description")}>
            <TextArea maxLength={1_000} value={draft.description} onChange={(event) => change({ description: event.target.value })} className="min-h-16" />
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" disabled={!complete}>
            {t("rule.put")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
