import { useTranslation } from "react-i18next";
import { CheckList } from "~/ui/CheckList";
import { Field, Input } from "~/ui/Field";
import { extraOf, lengthFields, pricesWhole, quirkSwitches, switches, systemRoles, type AbilitiesDraft } from "./abilities";
import { Choice } from "./Choice";

interface AbilityFieldsProps {
  draft: AbilitiesDraft;
  onChange: (change: Partial<AbilitiesDraft>) => void;
}

/** What a model can do and what it costs. */
export function AbilityFields({ draft, onChange }: AbilityFieldsProps) {
  const { t } = useTranslation("models");
  const figure = (name: "context" | "answer", label: string) => (
    <Field label={label}>
      <Input type="number" min={1} max={100_000_000} value={draft[name]} onChange={(event) => onChange({ [name]: event.target.value })} />
    </Field>
  );
  const chosen = switches.filter((name) => draft[name]);
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {figure("context", t("abilities.context"))}
        {figure("answer", t("abilities.answer"))}
      </div>
      <CheckList
        label={t("abilities.can")}
        value={chosen}
        options={switches.map((name) => ({ value: name, label: t(`abilities.${name}`) }))}
        onChange={(now) => onChange(Object.fromEntries(switches.map((name) => [name, now.includes(name)])))}
      />
      <PriceFields draft={draft} onChange={onChange} />
    </>
  );
}

function PriceFields({ draft, onChange }: AbilityFieldsProps) {
  const { t } = useTranslation("models");
  const price = (name: "prompt" | "completion" | "cached", error?: string) => (
    <Field label={t(`prices.${name}`)} error={error}>
      <Input inputMode="decimal" dir="ltr" className="rtl:text-end" pattern="\d{1,7}([.]\d{1,9})?" autoComplete="off" value={draft[name]} onChange={(event) => onChange({ [name]: event.target.value.replace(",", ".") })} />
    </Field>
  );
  return (
    <div className="space-y-2">
      <div className="grid items-end gap-4 sm:grid-cols-4">
        <Field label={t("prices.currency")}>
          <Input dir="ltr" pattern="[A-Za-z]{3}" maxLength={3} autoComplete="off" className="uppercase" value={draft.currency} onChange={(event) => onChange({ currency: event.target.value })} />
        </Field>
        {price("prompt")}
        {price("completion", pricesWhole(draft) ? undefined : t("prices.both"))}
        {price("cached")}
      </div>
      <p className="text-[0.8125rem] text-muted-foreground">{t("prices.hint")}</p>
    </div>
  );
}

/** How the model's server departs from the plain wire. */
export function QuirkFields({ draft, onChange }: AbilityFieldsProps) {
  const { t } = useTranslation("models");
  const { quirks } = draft;
  const chosen = quirkSwitches.filter((name) => quirks[name]);
  return (
    <>
      <CheckList
        label={t("quirks.title")}
        hint={t("quirks.hint")}
        value={chosen}
        options={quirkSwitches.map((name) => ({ value: name, label: t(`quirks.${name}`) }))}
        onChange={(now) => onChange({ quirks: { ...quirks, ...Object.fromEntries(quirkSwitches.map((name) => [name, now.includes(name)])) } })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          label={t("quirks.lengthField")}
          value={quirks.max_tokens_field}
          options={lengthFields.map((value) => ({ value, label: value }))}
          onChange={(field) => onChange({ quirks: { ...quirks, max_tokens_field: field } })}
        />
        <Choice label={t("quirks.systemRole")} value={quirks.system_role} options={systemRoles.map((value) => ({ value, label: value }))} onChange={(role) => onChange({ quirks: { ...quirks, system_role: role } })} />
      </div>
      <Field label={t("quirks.extra")} hint={t("quirks.extraHint")} error={extraOf(draft.extra) ? undefined : t("quirks.extraWrong")}>
        <Input dir="ltr" className="font-mono text-[0.8125rem] rtl:text-end" autoComplete="off" spellCheck={false} value={draft.extra} onChange={(event) => onChange({ extra: event.target.value })} />
      </Field>
    </>
  );
}
