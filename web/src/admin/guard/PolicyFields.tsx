import { useTranslation } from "react-i18next";
import { currentLocale } from "~/i18n";
import { CheckList } from "~/ui/CheckList";
import { Field, Input } from "~/ui/Field";
import { Switch } from "~/ui/Switch";
import { Choice } from "../models/Choice";
import { Fold } from "../models/Fold";
import type { PolicyBody } from "./body";
import { useGroups } from "./queries";
import { Section } from "./Section";

/** Whose national numbers the guard knows, as ISO 3166 codes. */
const countries = "ar at au be bg br ca ch cl co cz de dk ee es fi fr gb gr hr ie in is it li lt lu mx nl no nz pl pt ro se si sk tr ua us za".split(" ");
const administrators = "";

/** Whom to ask, who may release, whose numbers to look for, and whether it only records. */
export function PolicyFields({ policy, onChange }: { policy: PolicyBody; onChange: (part: Partial<PolicyBody>) => void }) {
  const { t } = useTranslation("policy");
  const groups = useGroups();
  const names = new Intl.DisplayNames(currentLocale(), { type: "region" });
  const options = countries.map((value) => ({ value, label: names.of(value.toUpperCase()) ?? value })).toSorted((one, other) => one.label.localeCompare(other.label, currentLocale()));
  return (
    <Section title={t("fields.title")}>
      <div className="space-y-5">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("fields.contact")} hint={t("fields.contactHint")}>
            <Input maxLength={1_000} value={policy.contact} onChange={(event) => onChange({ contact: event.target.value })} />
          </Field>
          <Choice
            label={t("fields.officers")}
            hint={t("fields.officersHint")}
            value={policy.officers ?? administrators}
            options={[{ value: administrators, label: t("fields.administrators") }, ...groups.map((group) => ({ value: group.id, label: group.name }))]}
            onChange={(value) => onChange({ officers: value === administrators ? null : value })}
          />
        </div>
        <Switch label={t("mode.switch")} hint={t("mode.hint")} checked={policy.mode === "record"} onChange={(on) => onChange({ mode: on ? "record" : "enforce" })} />
        <Fold title={t("fields.countries", { count: policy.countries.length })}>
          <CheckList label={t("fields.countriesLabel")} hint={t("fields.countriesHint")} value={policy.countries} options={options} onChange={(chosen) => onChange({ countries: chosen })} />
        </Fold>
      </div>
    </Section>
  );
}
