import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field, Input } from "~/ui/Field";
import { addressExamples, farnessOf, versionExample, wires, type AccountDraft } from "./account-draft";
import { Choice } from "./Choice";
import { ClassChoice } from "./ClassChoice";

export interface AccountFieldsProps {
  draft: AccountDraft;
  errors: Partial<Record<"endpoint" | "name" | "far" | "secret" | "extra", string>>;
  onChange: (change: Partial<AccountDraft>) => void;
}

/** Where a model's server is and how it wants to be spoken to. */
export function AccountFields({ draft, errors, onChange }: AccountFieldsProps) {
  const { t } = useTranslation("models");
  const [chosen, setChosen] = useState(false);
  const onAddress = (endpoint: string) => {
    const azure = draft.wire === "openai" && /\.azure\.com/.test(endpoint);
    const far = chosen ? null : farnessOf(endpoint);
    const keyless = far === "local" && draft.secret === "" && draft.way === "vault";
    onChange({ endpoint, ...(azure ? { wire: "azure" } : {}), ...(far ? { far } : {}), ...(keyless ? { way: "none" } : {}) });
  };
  return (
    <>
      <Choice label={t("account.wire")} value={draft.wire} options={wires.map((wire) => ({ value: wire, label: t(`account.wires.${wire}`) }))} onChange={(wire) => onChange({ wire })} />
      <Field label={t("account.endpoint")} hint={t(`account.endpointHint.${draft.wire}`)} error={errors.endpoint}>
        <Input
          required
          inputMode="url"
          maxLength={500}
          dir="ltr"
          className="rtl:text-end"
          autoComplete="off"
          spellCheck={false}
          placeholder={addressExamples[draft.wire]}
          value={draft.endpoint}
          onChange={(event) => onAddress(event.target.value)}
        />
      </Field>
      {draft.wire === "azure" && (
        <Field label={t("account.version")} hint={t("account.versionHint")}>
          <Input dir="ltr" className="rtl:text-end" pattern="\d{4}-\d{2}-\d{2}(-preview)?" autoComplete="off" placeholder={versionExample} value={draft.version} onChange={(event) => onChange({ version: event.target.value })} />
        </Field>
      )}
      <ClassChoice
        value={draft.far}
        error={errors.far}
        onChange={(far) => {
          setChosen(true);
          onChange({ far });
        }}
      />
    </>
  );
}
