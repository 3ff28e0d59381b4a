import type { ChangeEvent, FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Limit } from "~/api/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Choice } from "../models/Choice";
import { all, bodyOf, useDraft, type Draft } from "./form";
import { useLimitChanges, useModels, type Kind, type Subjects } from "./queries";

const kinds: readonly Kind[] = ["everyone", "group", "member", "person", "key"];
const figures = ["requests", "tokens", "streams"] as const;

interface LimitDialogProps {
  /** The limit that is changed; whom it is for stays. */
  limit: Limit | null;
  subjects: Subjects;
  onClose: () => void;
}

/** Whom a limit is for, and how much. What is left empty is not bounded. */
export function LimitDialog({ limit, subjects, onClose }: LimitDialogProps) {
  const { t } = useTranslation(["usage", "app"]);
  const { set } = useLimitChanges(onClose);
  const form = useDraft(limit);
  const { draft, change, wrongBudget, complete } = form;
  const typed = (name: keyof Draft) => (event: ChangeEvent<HTMLInputElement>) => change({ [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(bodyOf(draft));
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(limit === null ? "limits.addTitle" : "limits.editTitle")} description={t("limits.dialogBody")}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-4">
          {limit === null && <Whom form={form} subjects={subjects} />}
          <div className="grid gap-3 sm:grid-cols-3">
            {figures.map((name) => (
              <Field key={name} label={t(`limits.fields.${name}`)}>
                <Input inputMode="numeric" pattern="[0-9]{0,12}" autoComplete="off" value={draft[name]} onChange={typed(name)} />
              </Field>
            ))}
          </div>
          <div className="grid grid-cols-[1fr_6rem] gap-3">
            <Field label={t("limits.fields.budget")} hint={t("limits.budgetHint")} error={wrongBudget && t("limits.noAmount")}>
              <Input inputMode="decimal" autoComplete="off" value={draft.budget} onChange={typed("budget")} />
            </Field>
            <Field label={t("limits.fields.currency")}>
              <Input maxLength={3} autoComplete="off" value={draft.currency} onChange={typed("currency")} />
            </Field>
          </div>
          {set.error && (
            <p role="alert" className="text-sm text-destructive">
              {errorText(set.error, t).title}
            </p>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={set.isPending} disabled={!complete}>
            {t("limits.save")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function Whom({ form, subjects }: { form: ReturnType<typeof useDraft>; subjects: Subjects }) {
  const { t } = useTranslation("usage");
  const models = useModels();
  const { draft, change, list, needsSubject } = form;
  const named = list === null ? [] : [...subjects[list]].map(([value, label]) => ({ value, label }));
  const offered = models.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Choice
        label={t("limits.whom")}
        value={draft.kind}
        options={kinds.map((value) => ({ value, label: t(`limits.kinds.${value}`) }))}
        onChange={(kind) => change({ kind, subject: all })}
      />
      {list !== null && (
        <Choice
          label={t("limits.subject")}
          value={draft.subject}
          options={[{ value: all, label: t(needsSubject ? "limits.choose" : "limits.each") }, ...named]}
          onChange={(subject) => change({ subject })}
        />
      )}
      <Choice label={t("limits.model")} value={draft.model} options={[{ value: all, label: t("limits.allModels") }, ...offered]} onChange={(model) => change({ model })} />
    </div>
  );
}
