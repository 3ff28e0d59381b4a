import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "~/api/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { accountChangeOf, accountDraft, hostOf, type AccountDraft } from "./account-draft";
import { AccountFields } from "./AccountFields";
import { CredentialFields } from "./CredentialFields";
import { wrongIn } from "./errors";
import { Fold } from "./Fold";
import { useChangeAccount } from "./queries";
import { TermsFields } from "./TermsFields";

/** Changes an account. Its key stays as it is unless a new one is typed; at another host it must be. */
export function EditAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation(["models", "app"]);
  const change = useChangeAccount();
  const [before] = useState(() => accountDraft(account));
  const [draft, setDraft] = useState<AccountDraft>(before);
  const set = (part: Partial<AccountDraft>) => setDraft({ ...draft, ...part });
  const moved = hostOf(draft.endpoint) !== hostOf(before.endpoint);
  const keyless = account.credential.kind === "none";
  const errors = {
    ...wrongIn(change.error, t),
    ...(hostOf(draft.endpoint) === null ? { endpoint: t("app:errors.endpoint_invalid") } : {}),
    ...(moved && draft.way === "keep" && !keyless ? { rest: t("account.keyAgain") } : {}),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (hostOf(draft.endpoint) === null) return;
    change.mutate({ id: account.id, body: accountChangeOf(before, draft) }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} size="lg" title={t("accounts.edit", { name: account.name })}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-5">
          <Field label={t("account.name")} error={errors.name}>
            <Input required maxLength={200} dir="auto" autoComplete="off" value={draft.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <AccountFields draft={draft} errors={errors} onChange={set} />
          <CredentialFields draft={draft} errors={errors} present={account.credential} onChange={set} />
          <TermsFields draft={draft} onChange={set} />
          <Fold title={t("add.advanced")}>
            <Field label={t("account.atOnce")} hint={t("account.atOnceHint")}>
              <Input type="number" min={1} max={10_000} value={draft.atOnce} onChange={(event) => set({ atOnce: event.target.value })} />
            </Field>
          </Fold>
          {errors.rest && <Notice kind="error" title={errors.rest} />}
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
