import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Brain } from "~/api/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Select } from "~/ui/Select";
import { Switch } from "~/ui/Switch";
import { toast } from "~/ui/toast";
import { useTakeBrain, type NewModel } from "./queries";

/** Turns something that was found into a model that people can choose. */
export function BrainDialog({ brain, onClose }: { brain: Brain; onClose: () => void }) {
  const { t } = useTranslation(["admin", "app"]);
  const add = useTakeBrain();
  const [upstream, setUpstream] = useState(brain.model_names[0] ?? "");
  const [name, setName] = useState(brain.kind === "gguf" ? brain.title : (brain.model_names[0] ?? brain.title));
  const [fit, setFit] = useState(true);
  const [first, setFirst] = useState(true);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body: NewModel = { brain_id: brain.id, name: name.trim(), fit_for_work: fit, make_default: first };
    if (upstream) body.upstream_model = upstream;
    add.mutate(body, {
      onSuccess: () => {
        onClose();
        toast({ kind: "success", title: t("brains.added", { name: body.name }) });
      },
    });
  };
  const chooseUpstream = (chosen: string) => {
    if (name === upstream) setName(chosen);
    setUpstream(chosen);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("brains.addTitle", { name: brain.title })} description={brain.detail}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-5">
          {brain.model_names.length > 1 && (
            <div className="flex flex-col gap-1.5">
              <span className="text-sm font-medium">{t("brains.model")}</span>
              <Select label={t("brains.model")} value={upstream} options={brain.model_names.map((model) => ({ value: model, label: model }))} onChange={chooseUpstream} />
            </div>
          )}
          <Field label={t("brains.name")} hint={t("brains.nameHint")}>
            <Input required maxLength={80} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Switch label={t("models.fit")} hint={t("models.fitHint")} checked={fit} onChange={setFit} />
          <Switch label={t("models.default")} hint={t("models.defaultHint")} checked={first} onChange={setFirst} />
          {add.error && (
            <Notice kind="error" title={errorText(add.error, t).title}>
              {errorText(add.error, t).hint}
            </Notice>
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={add.isPending}>
            {t("brains.add")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
