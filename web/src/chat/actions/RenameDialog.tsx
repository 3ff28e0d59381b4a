import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { Field, Input } from "~/ui/Field";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { useChangeChat } from "../chats";
import { useRenaming, type ActionTarget } from "./actions";

const longestTitle = 200;

export function RenameDialog() {
  const { t } = useTranslation("app");
  const target = useRenaming((state) => state.target);
  const close = () => useRenaming.setState({ target: null });
  return (
    <Dialog open={target !== null} onOpenChange={(open) => !open && close()} title={t("chats.renameTitle")} size="sm">
      {target && <RenameForm target={target} onDone={close} />}
    </Dialog>
  );
}

function RenameForm({ target, onDone }: { target: ActionTarget; onDone: () => void }) {
  const { t } = useTranslation("app");
  const [title, setTitle] = useState(target.title ?? "");
  const change = useChangeChat();
  const save = (event: FormEvent) => {
    event.preventDefault();
    const wanted = title.trim();
    onDone();
    if (!wanted || wanted === target.title) return;
    change.mutateAsync({ id: target.id, change: { title: wanted } }).catch((error: unknown) => toast({ kind: "error", title: errorText(error, t).title }));
  };
  return (
    <form onSubmit={save}>
      <DialogBody>
        <Field label={t("chats.titleLabel")} hideLabel>
          <Input autoFocus dir="auto" value={title} maxLength={longestTitle} onFocus={(event) => event.target.select()} onChange={(event) => setTitle(event.target.value)} />
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onDone}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" disabled={!title.trim()}>
          {t("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
