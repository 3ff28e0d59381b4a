import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Invitation } from "~/api/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Switch } from "~/ui/Switch";
import type { OneTimeLink } from "./LinkDialog";
import { adminKeys } from "./queries";

/** Makes a person and the one-time link that lets them in. */
export function InviteDialog({ onClose, onLink }: { onClose: () => void; onLink: (link: OneTimeLink) => void }) {
  const { t } = useTranslation(["admin", "app"]);
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [admin, setAdmin] = useState(false);
  const [auditor, setAuditor] = useState(false);
  const invite = useMutation({
    mutationFn: () => call<Invitation>("POST", "/api/admin/people", { body: { name: name.trim(), email: email.trim(), admin, auditor } }),
    onSuccess: (invitation) => {
      void client.invalidateQueries({ queryKey: adminKeys.people });
      onClose();
      onLink({ link: invitation.link, expires_at: invitation.expires_at, name: invitation.person.name });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("people.inviteTitle")} description={t("people.inviteBody")}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-5">
          <Field label={t("people.name")}>
            <Input autoFocus required autoComplete="off" dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label={t("people.email")} error={invite.error ? errorText(invite.error, t).title : undefined}>
            <Input required type="email" autoComplete="off" dir="ltr" className="rtl:text-end" value={email} onChange={(event) => setEmail(event.target.value)} />
          </Field>
          <Switch label={t("people.asAdmin")} hint={t("people.asAdminHint")} checked={admin} onChange={setAdmin} />
          <Switch label={t("people.asAuditor")} hint={t("people.asAuditorHint")} checked={auditor} onChange={setAuditor} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={invite.isPending}>
            {t("people.makeLink")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
