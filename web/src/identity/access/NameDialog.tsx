import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { useAccessChange } from "./queries";

interface NameDialogProps {
  title: string;
  /** What is changed, with its present name; without it something new is made. */
  named?: { path: string; name: string };
  /** Where something new is made. */
  path: "groups" | "services";
  onClose: () => void;
}

/** Gives a group or a service account its name. */
export function NameDialog({ title, named, path, onClose }: NameDialogProps) {
  const { t } = useTranslation(["identity", "app"]);
  const [name, setName] = useState(named?.name ?? "");
  const change = useAccessChange<unknown>({ quiet: true, onDone: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ method: named ? "PATCH" : "POST", path: named?.path ?? path, body: { name: name.trim() } });
  };
  return (
    <Dialog open onOpenChange={onClose} title={title} size="sm">
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody>
          <Field label={t("access.name")} error={change.error ? errorText(change.error, t).title : undefined}>
            <Input autoFocus required maxLength={200} autoComplete="off" dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={change.isPending} disabled={!name.trim()}>
            {t("access.save")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
