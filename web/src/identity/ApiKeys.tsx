import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { ApiKey, NewApiKey } from "~/api/types";
import { relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Spinner } from "~/ui/Spinner";
import { toast } from "~/ui/toast";
import { KeyShown } from "./KeyShown";

const keysKey = ["me", "keys"] as const;

/** Keys for programs that speak to the same models through the OpenAI-shaped door. */
export function ApiKeys() {
  const { t } = useTranslation("identity");
  const [made, setMade] = useState<NewApiKey | null>(null);
  return (
    <div className="space-y-6">
      <p className="max-w-xl text-sm text-muted-foreground">{t("keys.lead")}</p>
      {made ? <KeyShown made={made} onDone={() => setMade(null)} /> : <NewKeyForm onMade={setMade} />}
      <KeyList />
    </div>
  );
}

function NewKeyForm({ onMade }: { onMade: (made: NewApiKey) => void }) {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => call<NewApiKey>("POST", "/api/me/keys", { body: { name: name.trim() } }),
    onSuccess: (made) => {
      onMade(made);
      void client.invalidateQueries({ queryKey: keysKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <Field label={t("keys.name")} error={create.error ? errorText(create.error, t).title : undefined} className="min-w-52 flex-1">
        <Input required maxLength={80} dir="auto" placeholder={t("keys.namePlaceholder")} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" variant="primary" busy={create.isPending} disabled={!name.trim()}>
        <Plus aria-hidden="true" className="size-4" />
        {t("keys.create")}
      </Button>
    </form>
  );
}

function KeyList() {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const keys = useQuery({ queryKey: keysKey, queryFn: ({ signal }) => call<{ items: ApiKey[] }>("GET", "/api/me/keys", { signal }) });
  const revoke = useMutation({
    mutationFn: (id: string) => call<void>("DELETE", `/api/me/keys/${id}`),
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled: () => {
      setRevoking(null);
      return client.invalidateQueries({ queryKey: keysKey });
    },
  });
  if (keys.isPending) return <Spinner />;
  if (!keys.data?.items.length) return <EmptyState icon={KeyRound} title={t("keys.none")}>{t("keys.noneBody")}</EmptyState>;
  return (
    <>
      <ul className="divide-y divide-border border-t border-border">
        {keys.data.items.map((key) => (
          <li key={key.id} className="flex items-center gap-3 py-3">
            <div className="min-w-0 flex-1">
              <p dir="auto" className="truncate text-sm font-medium">
                {key.name}
              </p>
              <p className="text-xs text-muted-foreground">
                <code dir="ltr" className="font-mono">{`${key.prefix}…`}</code>
                <span aria-hidden="true">{" · "}</span>
                {key.last_used_at ? t("keys.used", { when: relativeTime(key.last_used_at) }) : t("keys.unused")}
              </p>
            </div>
            <Button size="sm" variant="outline" onClick={() => setRevoking(key)}>
              {t("keys.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={t("keys.revokeTitle", { name: revoking?.name ?? "" })}
        description={t("keys.revokeBody")}
        action={t("keys.revoke")}
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking.id)}
      />
    </>
  );
}
