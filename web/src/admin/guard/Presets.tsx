import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Feather, Scale, ShieldCheck, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sameRules, type PolicyBody } from "./body";
import { usePresets } from "./queries";
import { Section } from "./Section";

const icons: Readonly<Record<string, LucideIcon>> = { open: Feather, balanced: Scale, strict: ShieldCheck };

/** Three policies to begin with. Contact, officers and countries stay as they are. */
export function Presets({ policy, onChange }: { policy: PolicyBody; onChange: (part: Partial<PolicyBody>) => void }) {
  const { t } = useTranslation("policy");
  const presets = usePresets();
  const chosen = presets.find((preset) => sameRules(preset.policy.rules, policy.rules))?.name ?? "";
  const choose = (name: string) => {
    const preset = presets.find((one) => one.name === name);
    if (preset) onChange({ name: preset.policy.name, rules: preset.policy.rules });
  };
  return (
    <Section title={t("presets.title")} lead={t(chosen === "" && presets.length > 0 ? "presets.own" : "presets.lead")}>
      <RadioGroup aria-label={t("presets.title")} value={chosen} onValueChange={(name) => choose(String(name))} className="grid gap-3 sm:grid-cols-3">
        {presets.map(({ name }) => {
          const Icon = icons[name] ?? Scale;
          return (
            <Radio.Root
              key={name}
              value={name}
              className="flex cursor-pointer flex-col gap-1.5 rounded-xl border border-border p-4 text-start transition-colors select-none hover:bg-accent data-checked:border-primary data-checked:bg-primary-soft"
            >
              <span className="flex items-center gap-2 text-sm font-semibold">
                <Icon aria-hidden="true" className="size-4 text-primary" />
                {t(`preset.${name}.title`)}
              </span>
              <span className="text-[0.8125rem] text-muted-foreground">{t(`preset.${name}.body`)}</span>
            </Radio.Root>
          );
        })}
      </RadioGroup>
    </Section>
  );
}
