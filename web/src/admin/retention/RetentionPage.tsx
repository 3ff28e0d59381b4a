import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { Section } from "~/admin/guard/Section";
import type { Group, Retention } from "~/api/types";
import { relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { toast } from "~/ui/toast";

const key = ["admin", "retention"];
const longest = 36_500;

/** How long chats stay: for everybody, and for groups instead of that. */
export function RetentionPage() {
  const { t } = useTranslation(["own", "app"]);
  const rules = useQuery({ queryKey: key, queryFn: ({ signal }) => call<Retention>("GET", "/api/admin/retention", { signal }) });
  const groups = useQuery({ queryKey: ["admin", "groups"], queryFn: ({ signal }) => call<{ items: Group[] }>("GET", "/api/admin/groups", { signal }) });
  const failed = rules.error ?? groups.error;
  return (
    <Section title={t("retention.title")} lead={t("retention.lead")}>
      {failed && <Notice kind="error" title={errorText(failed, t).title} />}
      {rules.data && groups.data ? <Form key={rules.data.changed_at} rules={rules.data} groups={groups.data.items} /> : !failed && <Spinner />}
    </Section>
  );
}

function Form({ rules, groups }: { rules: Retention; groups: readonly Group[] }) {
  const { t } = useTranslation(["own", "app"]);
  const client = useQueryClient();
  const [everybody, setEverybody] = useState(written(rules.days));
  const [own, setOwn] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(rules.groups.map((one) => [one.group, String(one.days)])));
  const change = useMutation({
    mutationFn: () => {
      const chosen = Object.entries(own).flatMap(([group, days]) => (days === "" ? [] : [{ group, days: Number(days) }]));
      return call<Retention>("PUT", "/api/admin/retention", { body: { days: everybody === "" ? null : Number(everybody), groups: chosen } });
    },
    onSuccess: (saved) => {
      client.setQueryData(key, saved);
      toast({ kind: "success", title: t("retention.saved"), description: t("retention.savedHint", { days: saved.notice_days }) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit} className="max-w-xl space-y-8">
      <Days label={t("retention.everybody")} hint={`${t("retention.days")}; ${t("retention.forever")}`} value={everybody} onChange={setEverybody} />
      {groups.length > 0 && (
        <fieldset className="space-y-4">
          <legend className="mb-1 font-medium">{t("retention.groups")}</legend>
          <p className="text-sm text-muted-foreground">{t("retention.groupsHint")}</p>
          {groups.map((group) => (
            <Days key={group.id} label={group.name} placeholder={t("retention.none")} value={own[group.id] ?? ""} onChange={(days) => setOwn({ ...own, [group.id]: days })} />
          ))}
        </fieldset>
      )}
      {change.isError && <Notice kind="error" title={errorText(change.error, t).title} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" variant="primary" busy={change.isPending}>
          {t("retention.save")}
        </Button>
        {rules.changed_at !== null && <p className="text-sm text-muted-foreground">{t("retention.changed", { when: relativeTime(rules.changed_at) })}</p>}
      </div>
    </form>
  );
}

function Days({ label, hint, placeholder, value, onChange }: { label: string; hint?: string; placeholder?: string; value: string; onChange: (days: string) => void }) {
  return (
    <Field label={<bdi>{label}</bdi>} hint={hint}>
      <Input className="max-w-48" type="number" inputMode="numeric" min={1} max={longest} step={1} placeholder={placeholder} value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}

function written(days: number | null): string {
  return days === null ? "" : String(days);
}
