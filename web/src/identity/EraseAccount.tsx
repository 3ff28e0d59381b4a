import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { forgetSession } from "~/api/session";
import type { RemovalReceipt } from "~/api/types";
import { ReceiptLines, saveReceipt } from "~/receipt/ReceiptLines";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { SettingLine } from "~/ui/SettingLine";
import { PasswordField } from "./PasswordField";

/** Erases the account after the password, and hands over the receipt before the page forgets everything. */
export function EraseAccount() {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["own", "app", "identity"]);
  const [asking, setAsking] = useState(false);
  return (
    <SettingLine label={t("erase.label")} hint={t("erase.hint")}>
      <Button variant="outline" onClick={() => setAsking(true)}>
        {t("erase.action")}
      </Button>
      {asking && <Ask onClose={() => setAsking(false)} />}
    </SettingLine>
  );
}

function Ask({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["own", "app"]);
  const [password, setPassword] = useState("");
  const erase = useMutation({ mutationFn: () => call<RemovalReceipt>("POST", "/api/me/erase", { body: { password } }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    erase.mutate();
  };
  if (erase.data) return <Erased receipt={erase.data} />;
  return (
    <Dialog open onOpenChange={onClose} title={t("erase.title")} description={t("erase.body")} size="sm">
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody>
          <PasswordField kind="current" label={t("erase.password")} error={erase.error ? errorText(erase.error, t).title : undefined} value={password} onChange={setPassword} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="danger" busy={erase.isPending} disabled={password === ""}>
            {t("erase.confirm")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function Erased({ receipt }: { receipt: RemovalReceipt }) {
  const { t } = useTranslation("own");
  const client = useQueryClient();
  const leave = () => {
    forgetSession(client);
    window.location.assign("/");
  };
  return (
    <Dialog open onOpenChange={leave} title={t("erase.done")} description={t("erase.keep")} size="sm">
      <DialogBody>
        <ReceiptLines receipt={receipt} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={() => saveReceipt(receipt)}>{t("erase.save")}</Button>
        <Button variant="primary" onClick={leave}>
          {t("erase.close")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
