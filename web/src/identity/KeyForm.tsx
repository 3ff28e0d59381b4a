import { Collapsible } from "@base-ui/react/collapsible";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { ApiError } from "~/api/error";
import type { Door, ModelList, NewApiKey } from "~/api/types";
import { Button } from "~/ui/Button";
import { CheckList } from "~/ui/CheckList";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Select } from "~/ui/Select";
import { addressesIn, addressExample, doors, endOf, lifetimes, type Lifetime } from "./key-terms";

interface KeyFormProps {
  /** Where the key is made: one's own, or a service account's. */
  path: string;
  onMade: (made: NewApiKey) => void;
}

/** Makes a key; what it may is narrowed only by those who open that part. */
export function KeyForm({ path, onMade }: KeyFormProps) {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [models, setModels] = useState<string[]>([]);
  const [chosenDoors, setDoors] = useState<Door[]>([]);
  const [addresses, setAddresses] = useState("");
  const [lifetime, setLifetime] = useState<Lifetime>("ever");
  const offered = useQuery({ queryKey: ["models"], queryFn: ({ signal }) => call<ModelList>("GET", "/api/models", { signal }) });
  const create = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), models, doors: chosenDoors, addresses: addressesIn(addresses), expires_at: endOf(lifetime, new Date()) };
      return call<NewApiKey>("POST", path, { body });
    },
    onSuccess: (made) => {
      onMade(made);
      void client.invalidateQueries({ queryKey: ["me", "keys"] });
      void client.invalidateQueries({ queryKey: ["admin"] });
    },
  });
  const wrong = create.error ? errorText(create.error, t).title : undefined;
  const wrongAddress = create.error instanceof ApiError && create.error.code === "invalid_address";
  const choices = (offered.data?.items ?? []).map((model) => ({ value: model.id, label: model.name }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t("keys.name")} error={wrongAddress ? undefined : wrong} className="min-w-52 flex-1">
          <Input required maxLength={80} dir="auto" placeholder={t("keys.namePlaceholder")} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Button type="submit" variant="primary" busy={create.isPending} disabled={!name.trim()}>
          <Plus aria-hidden="true" className="size-4" />
          {t("keys.create")}
        </Button>
      </div>
      <Collapsible.Root>
        <Collapsible.Trigger className="group inline-flex min-h-8 touch:min-h-11 items-center gap-1.5 rounded-md text-sm text-muted-foreground hover:text-foreground">
          <ChevronRight aria-hidden="true" className="size-4 transition-transform group-data-panel-open:rotate-90 rtl:-scale-x-100" />
          {t("keys.narrow")}
        </Collapsible.Trigger>
        <Collapsible.Panel className="space-y-5 pt-2">
          <p className="text-[0.8125rem] text-muted-foreground">{t("keys.narrowHint")}</p>
          {choices.length > 0 && <CheckList label={t("keys.models")} value={models} options={choices} onChange={setModels} />}
          <CheckList label={t("keys.doors")} hint={t("keys.doorsHint")} value={chosenDoors} options={doors.map((door) => ({ value: door, label: t(`keys.door.${door}`) }))} onChange={setDoors} />
          <Field label={t("keys.addresses")} hint={t("keys.addressesHint")} error={wrongAddress ? wrong : undefined}>
            <Input dir="ltr" className="rtl:text-end" autoComplete="off" spellCheck={false} placeholder={addressExample} value={addresses} onChange={(event) => setAddresses(event.target.value)} />
          </Field>
          <div className="space-y-1.5">
            <p aria-hidden="true" className="text-sm font-medium">
              {t("keys.lasts")}
            </p>
            <Select label={t("keys.lasts")} value={lifetime} options={lifetimes.map((option) => ({ value: option, label: t(`keys.lifetime.${option}`) }))} onChange={setLifetime} className="w-52" />
          </div>
        </Collapsible.Panel>
      </Collapsible.Root>
    </form>
  );
}
