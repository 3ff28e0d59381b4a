import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Account, AdminModel, NewModelBody } from "~/api/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Switch } from "~/ui/Switch";
import { changeOf, draftOf, wholeOf, type AbilitiesDraft } from "./abilities";
import { AbilityFields, QuirkFields } from "./AbilityFields";
import { emptyAccount, hostOf, newAccountOf, type AccountDraft } from "./account-draft";
import { AccountFields } from "./AccountFields";
import { Choice } from "./Choice";
import { CredentialFields } from "./CredentialFields";
import { wrongIn } from "./errors";
import { Fold } from "./Fold";
import { useAccounts, useAddModel, useSuggestion } from "./queries";
import { TermsFields } from "./TermsFields";

const newAccount = "new";

interface AddModelProps {
  onClose: () => void;
  /** The model is there, not yet offered to anybody: the next step is its test. */
  onAdded: (model: AdminModel) => void;
}

/** Adds a model at a provider or at a server of our own. */
export function AddModel({ onClose, onAdded }: AddModelProps) {
  const { t } = useTranslation(["models", "app"]);
  const accounts = useAccounts().data?.items ?? [];
  const add = useAddModel();
  const [at, setAt] = useState<string>(newAccount);
  const [account, setAccount] = useState<AccountDraft>(emptyAccount);
  const [about, setAbout] = useState<About>({ upstream: "", name: "", description: "", fit: true });
  const known = accounts.find((one) => one.id === at);
  const abilities = useAbilities(about.upstream, known, account);
  const badAddress = !known && hostOf(account.endpoint) === null;
  const errors = { ...wrongIn(add.error, t), ...(badAddress && account.endpoint.length > 8 ? { endpoint: t("app:errors.endpoint_invalid") } : {}) };
  const onAccount = (change: Partial<AccountDraft>) => setAccount({ ...account, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!badAddress && abilities.whole) add.mutate({ ...bodyOf(about, known, account), abilities: abilities.change() }, { onSuccess: onAdded });
  };
  return (
    <Dialog open onOpenChange={onClose} size="lg" title={t("add.title")} description={t("add.body")}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-5">
          {accounts.length > 0 && (
            <Choice
              label={t("add.account")}
              value={at}
              options={[{ value: newAccount, label: t("add.newAccount") }, ...accounts.map((one) => ({ value: one.id, label: one.name }))]}
              onChange={setAt}
            />
          )}
          {!known && (
            <>
              <AccountFields draft={account} errors={errors} onChange={onAccount} />
              <CredentialFields draft={account} errors={errors} present={null} onChange={onAccount} />
            </>
          )}
          <AboutFields draft={about} azure={(known ?? account).wire === "azure"} family={abilities.family} onChange={(change) => setAbout({ ...about, ...change })} />
          {!known && <TermsFields draft={account} onChange={onAccount} />}
          {abilities.draft && (
            <Fold title={t("add.advanced")}>
              <AbilityFields draft={abilities.draft} onChange={abilities.set} />
              <QuirkFields draft={abilities.draft} onChange={abilities.set} />
            </Fold>
          )}
          {errors.rest && <Notice kind="error" title={errors.rest} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={add.isPending}>
            {t("add.action")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function bodyOf({ upstream, name, description, fit }: About, known: Account | undefined, account: AccountDraft): NewModelBody {
  const model = upstream.trim();
  const body: NewModelBody = { name: name.trim() || model, fit_for_work: fit, enabled: false };
  if (description.trim()) body.description = description.trim();
  if (known) return { ...body, places: [{ account: known.id, upstream_model: model }] };
  return { ...body, account: newAccountOf(account), upstream_model: model };
}

interface About {
  upstream: string;
  name: string;
  description: string;
  fit: boolean;
}

interface AboutFieldsProps {
  draft: About;
  azure: boolean;
  family: string | null;
  onChange: (change: Partial<About>) => void;
}

/** What the model is called, there and here. */
function AboutFields({ draft, azure, family, onChange }: AboutFieldsProps) {
  const { t } = useTranslation("models");
  const hint = family ? t("add.family", { family }) : t(azure ? "add.deploymentHint" : "add.upstreamHint");
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t(azure ? "add.deployment" : "add.upstream")} hint={hint}>
          <Input required maxLength={200} dir="ltr" className="rtl:text-end" autoComplete="off" spellCheck={false} value={draft.upstream} onChange={(event) => onChange({ upstream: event.target.value })} />
        </Field>
        <Field label={t("add.name")} hint={t("add.nameHint")}>
          <Input maxLength={80} dir="auto" autoComplete="off" placeholder={draft.upstream} value={draft.name} onChange={(event) => onChange({ name: event.target.value })} />
        </Field>
      </div>
      <Field label={t("add.description")}>
        <Input maxLength={200} dir="auto" autoComplete="off" value={draft.description} onChange={(event) => onChange({ description: event.target.value })} />
      </Field>
      <Switch label={t("add.fit")} hint={t("add.fitHint")} checked={draft.fit} onChange={(fit) => onChange({ fit })} />
    </>
  );
}

/** What the model's name suggests, with what was changed of it by hand. */
function useAbilities(upstream: string, known: Account | undefined, account: AccountDraft) {
  const far = known?.destination.destination_class ?? account.far;
  const suggestion = useSuggestion({ upstream: upstream.trim(), far, host: hostOf(known?.endpoint ?? account.endpoint) ?? "" }).data;
  const [byHand, setByHand] = useState<Partial<AbilitiesDraft>>({});
  const base = suggestion ? draftOf(suggestion.abilities) : null;
  const draft = base && { ...base, ...byHand };
  return {
    draft,
    /** Nothing is half filled in. */
    whole: draft === null || wholeOf(draft),
    family: suggestion?.family ?? null,
    set: (change: Partial<AbilitiesDraft>) => setByHand({ ...byHand, ...change }),
    change: () => (base && draft ? changeOf(base, draft) : {}),
  };
}
