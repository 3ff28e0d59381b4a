import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useTranslation } from "react-i18next";
import type { DestinationClass } from "~/api/types";
import { classLooks } from "~/destination/DestinationBadge";
import { classes } from "~/ui/classes";
import { Notice } from "~/ui/Notice";
import { farness } from "./account-draft";

interface ClassChoiceProps {
  value: DestinationClass;
  error?: string | undefined;
  onChange: (value: DestinationClass) => void;
}

/** How far away a model's server is; the guard reads what goes anywhere else. */
export function ClassChoice({ value, error, onChange }: ClassChoiceProps) {
  const { t } = useTranslation(["models", "app"]);
  return (
    <div className="space-y-2.5">
      <p aria-hidden="true" className="text-sm font-medium">
        {t("account.far")}
      </p>
      <RadioGroup aria-label={t("account.far")} value={value} onValueChange={(chosen) => onChange(chosen as DestinationClass)} className="grid gap-2 sm:grid-cols-3">
        {farness.map((option) => {
          const { icon: Icon, look } = classLooks[option];
          return (
            <Radio.Root
              key={option}
              value={option}
              className="flex cursor-pointer items-start gap-2.5 rounded-xl border border-border p-3 text-start transition-colors select-none hover:bg-accent data-checked:border-primary data-checked:bg-accent"
            >
              <span className={classes("inline-flex size-7 shrink-0 items-center justify-center rounded-full", look)}>
                <Icon aria-hidden="true" className="size-4" />
              </span>
              <span className="min-w-0">
                <span className="block text-sm font-medium">{t(`app:destination.${option}`)}</span>
                <span className="block text-xs text-muted-foreground">{t(`account.farHint.${option}`)}</span>
              </span>
            </Radio.Root>
          );
        })}
      </RadioGroup>
      {error && (
        <p role="alert" className="text-[0.8125rem] text-destructive">
          {error}
        </p>
      )}
      {value !== "local" && <Notice title={t("guarded.title")}>{t("guarded.body")}</Notice>}
    </div>
  );
}
