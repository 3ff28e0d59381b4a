import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Switch } from "~/ui/Switch";

// What OpenAI-shaped servers take; above 1.5 small models answer nonsense, so the slider ends there.
const highest = 1.5;
const step = 0.1;
const usual = 0.7;

/** How freely the model answers; null leaves it to the model. */
export function Temperature({ value, onChange }: { value: number | null; onChange: (value: number | null) => void }) {
  const { t, i18n } = useTranslation("app");
  const id = useId();
  const shown = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value ?? usual);
  return (
    <div className="space-y-3">
      <Switch label={t("chatSettings.temperature")} hint={t("chatSettings.temperatureHint")} checked={value !== null} onChange={(own) => onChange(own ? usual : null)} />
      {value !== null && (
        <div>
          <div className="flex items-center gap-4">
            <label htmlFor={id} className="sr-only">
              {t("chatSettings.temperature")}
            </label>
            <input
              id={id}
              type="range"
              min={0}
              max={highest}
              step={step}
              value={value}
              aria-valuetext={shown}
              onChange={(event) => onChange(Number(event.target.value))}
              className="h-6 touch:h-11 flex-1 accent-primary"
            />
            <output htmlFor={id} className="w-8 text-end text-sm tabular-nums">
              {shown}
            </output>
          </div>
          <div aria-hidden="true" className="flex justify-between pe-12 text-xs text-muted-foreground">
            <span>{t("chatSettings.exact")}</span>
            <span>{t("chatSettings.free")}</span>
          </div>
        </div>
      )}
    </div>
  );
}
