import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Tag } from "~/admin/Tag";
import type { CopyStatus, LogStanding, Proof } from "~/api/types";
import { formatDate, number } from "~/i18n/format";
import { saveFile } from "~/receipt/ReceiptLines";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";

/** The newest checkpoint of each log, and where copies of it are. */
export function Checkpoints({ proof }: { proof: Proof }) {
  const { t } = useTranslation("proof");
  const { published, logs, copies } = proof;
  return (
    <div className="space-y-4">
      {published?.rewritten && (
        <Notice kind="error" title={t("checkpoints.rewritten")}>
          {published.rewritten}
        </Notice>
      )}
      {published?.trouble && published.trouble !== published.rewritten && (
        <Notice kind="warning" title={t("checkpoints.trouble")}>
          {published.trouble}
        </Notice>
      )}
      {logs.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t("checkpoints.none")}</p>
      ) : (
        <ul className="divide-y divide-border rounded-xl border border-border">
          {logs.map((log) => (
            <LogLine key={log.log} log={log} />
          ))}
        </ul>
      )}
      <h3 className="text-sm font-semibold">{t("copies.title")}</h3>
      {copies.length > 0 && (
        <ul className="divide-y divide-border rounded-xl border border-border">
          {copies.map((copy) => (
            <CopyLine key={copy.name} copy={copy} />
          ))}
        </ul>
      )}
      {copies.length === 0 && (published ? <Notice kind="warning">{t("copies.none")}</Notice> : <p className="text-sm text-muted-foreground">{t("copies.sealed")}</p>)}
    </div>
  );
}

function LogLine({ log }: { log: LogStanding }) {
  const { t } = useTranslation("proof");
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate text-sm font-medium">
          <bdi>{log.log}</bdi>
        </p>
        <p className="text-[0.8125rem] text-muted-foreground tabular-nums">
          {log.signed_at === null
            ? t("checkpoints.unsigned")
            : t("checkpoints.signed", { count: log.entries, shown: number(log.entries), when: formatDate(log.signed_at) })}
        </p>
        {log.trouble && <p className="text-[0.8125rem] text-destructive">{log.trouble}</p>}
      </div>
      {log.note !== null && (
        <Button
          variant="outline"
          size="sm"
          aria-label={t("checkpoints.keepNamed", { log: log.log })}
          onClick={() => saveFile(new Blob([log.note ?? ""], { type: "text/plain" }), `${log.log}.${log.entries}.checkpoint`)}
        >
          <Download aria-hidden="true" className="size-4" />
          {t("checkpoints.keep")}
        </Button>
      )}
    </li>
  );
}

function CopyLine({ copy }: { copy: CopyStatus }) {
  const { t } = useTranslation("proof");
  return (
    <li className="flex items-start gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">
          <bdi>{copy.name}</bdi>
        </p>
        <p className="text-[0.8125rem] text-muted-foreground tabular-nums">
          {copy.sent_at === null
            ? t("copies.never")
            : t("copies.sent", { count: copy.entries, shown: number(copy.entries), when: formatDate(copy.sent_at) })}
        </p>
        {copy.trouble && <p className="text-[0.8125rem] text-destructive">{copy.trouble}</p>}
      </div>
      <Tag kind={copy.trouble ? "bad" : copy.sent_at ? "good" : "note"}>{t(copy.trouble ? "copies.bad" : copy.sent_at ? "copies.good" : "copies.waiting")}</Tag>
    </li>
  );
}
