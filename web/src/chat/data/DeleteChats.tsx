import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { RemovedChats } from "~/api/types";
import { ReceiptLines } from "~/receipt/ReceiptLines";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { SettingLine } from "~/ui/SettingLine";
import { chatKeys, refreshChats } from "../chats";

/** Deletes every chat, after a word was typed. */
export function DeleteChats() {
  const { t } = useTranslation(["own", "app"]);
  const [asking, setAsking] = useState(false);
  return (
    <SettingLine label={t("all.label")} hint={t("all.hint")}>
      <Button variant="outline" onClick={() => setAsking(true)}>
        {t("all.action")}
      </Button>
      {asking && <Ask onClose={() => setAsking(false)} />}
    </SettingLine>
  );
}

function Ask({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["own", "app"]);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () => call<RemovedChats>("POST", "/api/me/chats/delete", { body: { confirm: "delete all my chats" } }),
    onSuccess: () => {
      client.removeQueries({ queryKey: chatKeys.all });
      client.removeQueries({ queryKey: ["chat", "memory"] });
      refreshChats(client);
      void navigate({ to: "/", search: { settings: "data" } });
    },
  });
  const word = t("all.word");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate();
  };
  if (remove.data) {
    return (
      <Dialog open onOpenChange={onClose} title={t("all.done", { count: remove.data.chats })} size="sm">
        <DialogBody>
          <ReceiptLines receipt={remove.data.receipt} />
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={onClose}>
            {t("erase.close")}
          </Button>
        </DialogFooter>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={onClose} title={t("all.title")} description={t("all.body")} size="sm">
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-4">
          <Field label={t("all.type", { word })}>
            <Input value={typed} autoComplete="off" autoCapitalize="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} />
          </Field>
          {remove.isError && <Notice kind="error" title={errorText(remove.error, t).title} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="danger" busy={remove.isPending} disabled={typed.trim().toLowerCase() !== word}>
            {t("all.confirm")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
