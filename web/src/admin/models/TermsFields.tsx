import { useTranslation } from "react-i18next";
import { Field, Input } from "~/ui/Field";
import { keptKinds, told, type AccountDraft } from "./account-draft";
import { Choice } from "./Choice";
import { Part } from "./Part";

/** What happens to the words at an account, as the person who fills this in declares it. */
export function TermsFields({ draft, onChange }: { draft: AccountDraft; onChange: (change: Partial<AccountDraft>) => void }) {
  const { t } = useTranslation("models");
  return (
    <Part title={t("terms.title")} hint={t("terms.hint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice label={t("terms.kept")} value={draft.kept} options={keptKinds.map((kind) => ({ value: kind, label: t(`terms.keptAs.${kind}`) }))} onChange={(kept) => onChange({ kept })} />
        {draft.kept === "days" && (
          <Field label={t("terms.days")}>
            <Input required type="number" min={1} max={36500} value={draft.days} onChange={(event) => onChange({ days: event.target.value })} />
          </Field>
        )}
        {draft.kept === "note" && (
          <Field label={t("terms.note")}>
            <Input required maxLength={200} dir="auto" value={draft.note} onChange={(event) => onChange({ note: event.target.value })} />
          </Field>
        )}
        <Choice label={t("terms.training")} value={draft.training} options={told.map((value) => ({ value, label: t(`terms.trainingIs.${value}`) }))} onChange={(training) => onChange({ training })} />
        <Choice label={t("terms.monitoring")} value={draft.monitoring} options={told.map((value) => ({ value, label: t(`terms.monitoringIs.${value}`) }))} onChange={(monitoring) => onChange({ monitoring })} />
        <Field label={t("terms.region")}>
          <Input maxLength={200} dir="auto" value={draft.region} onChange={(event) => onChange({ region: event.target.value })} />
        </Field>
        <Field label={t("terms.contract")}>
          <Input maxLength={200} dir="auto" value={draft.contract} onChange={(event) => onChange({ contract: event.target.value })} />
        </Field>
      </div>
    </Part>
  );
}
