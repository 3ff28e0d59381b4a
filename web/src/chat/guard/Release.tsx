import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Message, Release as Asked } from "~/api/types";
import { useRowActions } from "~/chat/thread/context";
import { releasesQuery } from "~/guard/releases";
import { formatDate, relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, TextArea } from "~/ui/Field";

interface ReleaseProps {
  message: Message;
  keys: readonly string[];
  kinds: readonly string[];
  asking: boolean;
  onAsking: (asking: boolean) => void;
  /** The release is there: send the question again. */
  onSend: () => void;
}

/** Asks somebody who may decide to let it go, and shows how that request stands. */
export function Release({ message, keys, kinds, asking, onAsking, onSend }: ReleaseProps) {
  const { thread } = useRowActions();
  const asked = useQuery(releasesQuery).data?.items ?? [];
  const own = asked.filter((one) => one.chat_id === thread.chatId && keys.every((key) => one.keys.includes(key)));
  const newest = own.toSorted((one, other) => other.asked_at.localeCompare(one.asked_at))[0];
  return (
    <>
      {newest && <State release={newest} onSend={onSend} failed={message.status === "failed"} />}
      {asking && <Form keys={keys} kinds={kinds} chatId={thread.chatId} onDone={() => onAsking(false)} />}
    </>
  );
}

function State({ release, onSend, failed }: { release: Asked; onSend: () => void; failed: boolean }) {
  const { t } = useTranslation("guard");
  const { granted, until, note, asked_at } = release;
  const words = () => {
    if (granted === null) return t("release.waiting", { when: relativeTime(asked_at) });
    return granted ? t("release.granted", { until: formatDate(until ?? asked_at) }) : t("release.denied");
  };
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p className="min-w-0">
        {words()} {note && <bdi>{note}</bdi>}
      </p>
      {granted === true && failed && (
        <Button size="sm" variant="primary" onClick={onSend}>
          {t("release.send")}
        </Button>
      )}
    </div>
  );
}

function Form({ keys, kinds, chatId, onDone }: { keys: readonly string[]; kinds: readonly string[]; chatId: string; onDone: () => void }) {
  const { t } = useTranslation(["guard", "app"]);
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [excerpt, setExcerpt] = useState("");
  const ask = useMutation({
    mutationFn: () => call<Asked>("POST", "/api/guard/releases", { body: { chat_id: chatId, keys, kinds, reason: reason.trim(), excerpt: excerpt.trim() || null } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: releasesQuery.queryKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <form onSubmit={submit} aria-label={t("release.title")} className="space-y-3 rounded-lg bg-background p-3">
      <p className="text-muted-foreground">{t("release.body")}</p>
      <Field label={t("release.reason")}>
        <TextArea required maxLength={1_000} value={reason} onChange={(event) => setReason(event.target.value)} className="min-h-16" />
      </Field>
      <Field label={t("release.excerpt")} hint={t("release.excerptHint")}>
        <TextArea maxLength={1_000} value={excerpt} onChange={(event) => setExcerpt(event.target.value)} className="min-h-12" />
      </Field>
      {ask.error && (
        <p role="alert" className="text-destructive">
          {errorText(ask.error, t).title}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="primary" type="submit" busy={ask.isPending} disabled={reason.trim() === ""}>
          {t("release.ask")}
        </Button>
        <Button size="sm" variant="ghost" onClick={onDone}>
          {t("release.cancel")}
        </Button>
      </div>
    </form>
  );
}
