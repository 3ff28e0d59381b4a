import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AdminModel } from "~/api/types";
import { IconButton } from "~/ui/IconButton";
import { Choice } from "./Choice";

interface StandInsProps {
  model: AdminModel;
  models: readonly AdminModel[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Which models answer, one after the other, when this one cannot. */
export function StandIns({ model, models, value, onChange }: StandInsProps) {
  const { t } = useTranslation("models");
  const nameOf = (id: string) => models.find((one) => one.id === id)?.name ?? id;
  const rest = models.filter((one) => one.id !== model.id && !value.includes(one.id));
  const options = [{ value: "", label: t("fallback.none") }, ...rest.map((one) => ({ value: one.id, label: one.name }))];
  return (
    <div className="space-y-2">
      <Choice label={t("fallback.title")} hint={t("fallback.hint")} value="" options={options} onChange={(id) => id && onChange([...value, id])} />
      <ol className="flex flex-wrap gap-2 empty:hidden">
        {value.map((id) => (
          <li key={id} className="inline-flex items-center gap-1 rounded-lg bg-muted ps-3 text-sm">
            <bdi>{nameOf(id)}</bdi>
            <IconButton size="sm" label={t("fallback.remove", { name: nameOf(id) })} onClick={() => onChange(value.filter((other) => other !== id))}>
              <X aria-hidden="true" className="size-3.5" />
            </IconButton>
          </li>
        ))}
      </ol>
    </div>
  );
}
