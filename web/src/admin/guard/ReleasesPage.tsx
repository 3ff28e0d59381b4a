import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageBar } from "~/ui/PageBar";
import { call } from "~/api/call";
import { usePerson } from "~/api/session";
import type { AskedRelease as Asked, AskedReleases } from "~/api/types";
import { kindName } from "~/guard/kinds";
import { formatDate, relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Tag } from "../Tag";
import { Choice } from "../models/Choice";
import { Section } from "./Section";

const asked = ["admin", "guard", "releases"] as const;
const lookEvery = 30_000;
const lengths = ["1", "8", "24", "168", "720"] as const;

/** Requests that something may leave: those that wait first. What people wrote stands here, their chats do not. */
export function ReleasesPage() {
  const { t } = useTranslation("policy");
  return (
    <Section title={t("releases.title")} lead={t("releases.lead")}>
      <Requests />
    </Section>
  );
}

function Requests() {
  const { t } = useTranslation(["policy", "app"]);
  const found = useQuery({ queryKey: asked, queryFn: ({ signal }) => call<AskedReleases>("GET", "/api/admin/guard/releases", { signal }), refetchInterval: lookEvery });
  const items = found.data?.items ?? [];
  return (
    <>
      {found.isPending && <Spinner />}
      {found.isError && <Notice kind="error" title={errorText(found.error, t).title} />}
      {found.isSuccess && items.length === 0 && (
        <EmptyState icon={Inbox} title={t("releases.none")}>
          {t("releases.noneBody")}
        </EmptyState>
      )}
      <ul className="space-y-3">
        {items.map((one) => (
          <Request key={one.id} one={one} />
        ))}
      </ul>
    </>
  );
}

/** The same as a page of its own, for officers who are no administrators. */
export function InboxPage() {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["policy", "app", "guard"]);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-4xl px-4 pb-16 sm:px-8">
        <PageBar title={t("releases.title")} />
        <h1 className="text-2xl font-semibold tracking-tight">{t("releases.title")}</h1>
        <p className="mt-1 mb-6 max-w-2xl text-sm text-muted-foreground">{t("releases.lead")}</p>
        <Requests />
      </div>
    </div>
  );
}

function Request({ one }: { one: Asked }) {
  const { t } = useTranslation(["policy", "guard"]);
  const me = usePerson();
  const own = one.asked_by.id === me?.id;
  return (
    <li className="space-y-3 rounded-xl border border-border p-4 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <bdi className="font-medium">{one.asked_by.name || one.asked_by.email || t("releases.somebody")}</bdi>
        <span className="text-muted-foreground">{relativeTime(one.asked_at)}</span>
        {one.kinds.map((kind, index) => (
          <Tag key={kind}>{kindName(kind, one.labels[index] ?? "", t)}</Tag>
        ))}
        {one.granted === true && <Tag kind="good">{t("releases.granted", { until: formatDate(one.until ?? one.asked_at) })}</Tag>}
        {one.granted === false && <Tag kind="bad">{t("releases.denied")}</Tag>}
      </p>
      <p dir="auto" className="whitespace-pre-wrap">
        {one.reason}
      </p>
      {one.excerpt && (
        <blockquote dir="auto" className="border-s-2 border-border ps-3 whitespace-pre-wrap text-muted-foreground">
          {one.excerpt}
        </blockquote>
      )}
      {one.note && (
        <p dir="auto" className="text-muted-foreground">
          {t("releases.answered", { note: one.note })}
        </p>
      )}
      {one.granted === null && (own ? <p className="text-muted-foreground">{t("releases.own")}</p> : <Answer one={one} />)}
    </li>
  );
}

function Answer({ one }: { one: Asked }) {
  const { t } = useTranslation(["policy", "app"]);
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const [hours, setHours] = useState<(typeof lengths)[number]>("24");
  const answer = useMutation({
    mutationFn: (grant: boolean) => call<void>("POST", `/api/admin/guard/releases/${one.id}`, { body: { grant, note: note.trim(), hours: Number(hours) } }),
    onSettled: () => client.invalidateQueries({ queryKey: asked }),
  });
  return (
    <div className="space-y-3 border-t border-border pt-3">
      <div className="grid gap-3 sm:grid-cols-[1fr_12rem]">
        <Field label={t("releases.note")}>
          <Input maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <Choice label={t("releases.hours")} value={hours} options={lengths.map((value) => ({ value, label: t(`releases.length.${value}`) }))} onChange={setHours} />
      </div>
      {answer.error && (
        <p role="alert" className="text-destructive">
          {errorText(answer.error, t).title}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="primary" busy={answer.isPending} onClick={() => answer.mutate(true)}>
          {t("releases.grant")}
        </Button>
        <Button size="sm" variant="outline" busy={answer.isPending} onClick={() => answer.mutate(false)}>
          {t("releases.deny")}
        </Button>
      </div>
    </div>
  );
}
