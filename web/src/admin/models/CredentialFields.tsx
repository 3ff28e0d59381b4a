import { useTranslation } from "react-i18next";
import type { Credential } from "~/api/types";
import { Field, Input } from "~/ui/Field";
import { methods, type AccountDraft, type Way } from "./account-draft";
import type { AccountFieldsProps } from "./AccountFields";
import { Choice } from "./Choice";

interface CredentialFieldsProps extends AccountFieldsProps {
  /** What the account has now; nothing of a new one. */
  present: Credential | null;
}

/** The key of an account, or who we are to Entra ID. */
export function CredentialFields({ draft, errors, present, onChange }: CredentialFieldsProps) {
  const { t } = useTranslation("models");
  const ways: readonly Way[] = present ? ["keep", "vault", "entra", "none"] : ["vault", "entra", "none"];
  const words = (way: Way) => (way === "keep" && present ? t(`account.keepKey.${present.kind}`, { place: present.place ?? "" }) : t(`account.ways.${way}`));
  return (
    <>
      <Choice label={t("account.key")} hint={present ? t("account.keyKeptHint") : t("account.keyHint")} value={draft.way} options={ways.map((way) => ({ value: way, label: words(way) }))} onChange={(way) => onChange({ way, secret: "" })} />
      {draft.way === "vault" && <Secret label={t("account.secret")} hint={t("account.secretHint")} draft={draft} error={errors.secret} onChange={onChange} />}
      {draft.way === "entra" && <EntraFields draft={draft} errors={errors} onChange={onChange} />}
    </>
  );
}

function EntraFields({ draft, errors, onChange }: AccountFieldsProps) {
  const { t } = useTranslation("models");
  const secret = draft.method === "client_secret";
  return (
    <>
      <Choice label={t("account.method")} value={draft.method} options={methods.map((method) => ({ value: method, label: t(`account.methods.${method}`) }))} onChange={(method) => onChange({ method })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("account.tenant")}>
          <Input required={secret} maxLength={200} dir="ltr" className="rtl:text-end" autoComplete="off" spellCheck={false} value={draft.tenant} onChange={(event) => onChange({ tenant: event.target.value })} />
        </Field>
        <Field label={t("account.client")}>
          <Input required={secret} maxLength={200} dir="ltr" className="rtl:text-end" autoComplete="off" spellCheck={false} value={draft.client} onChange={(event) => onChange({ client: event.target.value })} />
        </Field>
      </div>
      {secret && <Secret label={t("account.clientSecret")} hint={t("account.secretHint")} draft={draft} error={errors.secret} onChange={onChange} />}
    </>
  );
}

interface SecretProps {
  label: string;
  hint: string;
  draft: AccountDraft;
  error?: string | undefined;
  onChange: (change: Partial<AccountDraft>) => void;
}

/** Typed or pasted once: not shown, not kept by the browser, never sent back by the server. */
function Secret({ label, hint, draft, error, onChange }: SecretProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input required type="password" maxLength={8192} dir="ltr" className="rtl:text-end" autoComplete="new-password" autoCapitalize="off" spellCheck={false} value={draft.secret} onChange={(event) => onChange({ secret: event.target.value })} />
    </Field>
  );
}
