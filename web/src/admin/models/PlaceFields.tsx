import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Account } from "~/api/types";
import { Button } from "~/ui/Button";
import { Field, Input } from "~/ui/Field";
import { IconButton } from "~/ui/IconButton";
import { Choice } from "./Choice";
import { Part } from "./Part";

export interface PlaceDraft {
  key: string;
  account: string;
  upstream: string;
  weight: string;
}

interface PlaceFieldsProps {
  places: readonly PlaceDraft[];
  accounts: readonly Account[];
  onChange: (places: PlaceDraft[]) => void;
}

/** Where a model answers: several deployments or regions share the calls by weight. */
export function PlaceFields({ places, accounts, onChange }: PlaceFieldsProps) {
  const { t } = useTranslation("models");
  const set = (key: string, change: Partial<PlaceDraft>) => onChange(places.map((place) => (place.key === key ? { ...place, ...change } : place)));
  const another = () => onChange([...places, { key: crypto.randomUUID(), account: places.at(-1)?.account ?? accounts[0]?.id ?? "", upstream: places.at(-1)?.upstream ?? "", weight: "1" }]);
  const options = accounts.map((account) => ({ value: account.id, label: account.name }));
  return (
    <Part title={t("places.title")} hint={t("places.hint")}>
      <ul className="space-y-3">
        {places.map((place) => (
          <li key={place.key} className="grid grid-cols-[minmax(0,1fr)_5rem_auto] items-end gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_5rem_auto]">
            <div className="max-sm:col-span-full">
              <Choice label={t("places.account")} value={place.account} options={options} onChange={(account) => set(place.key, { account })} />
            </div>
            <Field label={t("places.upstream")}>
              <Input required maxLength={200} dir="ltr" className="rtl:text-end" autoComplete="off" spellCheck={false} value={place.upstream} onChange={(event) => set(place.key, { upstream: event.target.value })} />
            </Field>
            <Field label={t("places.weight")}>
              <Input required type="number" min={1} max={1000} value={place.weight} onChange={(event) => set(place.key, { weight: event.target.value })} />
            </Field>
            <IconButton label={t("places.remove")} disabled={places.length === 1} onClick={() => onChange(places.filter((other) => other.key !== place.key))}>
              <X aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button size="sm" variant="outline" onClick={another}>
        <Plus aria-hidden="true" className="size-3.5" />
        {t("places.add")}
      </Button>
    </Part>
  );
}
