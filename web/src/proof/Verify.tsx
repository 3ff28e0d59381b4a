import { CircleCheck, CircleX, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { LogFound, Verification } from "~/api/types";
import { formatDate, number } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { CopyButton } from "~/ui/CopyButton";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { useVerification, useVerify } from "./queries";

/** The same check on another machine; the program needs none of ours. */
const elsewhere = ["inhouse ledger export record", "inhouse ledger verifier > verify.py", "python3 verify.py verify record --key VKEY"].join("\n");

/** Has the server check its own record, says how far it is and what it found, and how to check it elsewhere. */
export function Verify() {
  const { t } = useTranslation(["proof", "app"]);
  const now = useVerification().data;
  const verify = useVerify();
  const running = now?.stage === "running";
  const press = () => {
    if (now && !verify.isPending) verify.mutate(running ? "DELETE" : "POST");
  };
  return (
    <div className="space-y-4">
      {/* One button that is never out of use, so that whoever has the focus on it keeps it. */}
      <Button variant={running ? "outline" : "primary"} aria-busy={verify.isPending || undefined} onClick={press}>
        {!running && <ShieldCheck aria-hidden="true" className="size-4" />}
        {t(running ? "verify.stop" : "verify.start")}
      </Button>
      {verify.error && !running && <Notice kind="error" title={errorText(verify.error, t).title} />}
      {running && <Running now={now} />}
      <div role="status">{now && <Found now={now} />}</div>
      <div className="rounded-xl border border-border p-4">
        <h3 className="text-sm font-semibold">{t("elsewhere.title")}</h3>
        <p className="mt-1 max-w-2xl text-sm text-muted-foreground">{t("elsewhere.body")}</p>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
        <pre role="region" aria-label={t("elsewhere.commands")} tabIndex={0} dir="ltr" className="my-3 overflow-x-auto rounded-lg bg-muted p-3 text-[0.8125rem]">
          <code>{elsewhere}</code>
        </pre>
        <CopyButton text={elsewhere} label={t("elsewhere.copy")} />
      </div>
    </div>
  );
}

function Running({ now }: { now: Verification }) {
  const { t } = useTranslation("proof");
  return (
    <div>
      <progress className="block h-1.5 w-full accent-primary" aria-label={t("verify.progress")} {...(now.of > 0 ? { value: now.done, max: now.of } : {})} />
      <p className="mt-1.5 text-sm text-muted-foreground tabular-nums">{t("verify.done", { count: now.of, done: number(now.done), of: number(now.of) })}</p>
    </div>
  );
}

function Found({ now }: { now: Verification }) {
  const { t } = useTranslation("proof");
  const when = now.ended_at === null ? "" : formatDate(now.ended_at);
  const wrong = now.logs.some((log) => log.faults.length > 0);
  if (now.stage === "stopped") return <p className="text-sm text-muted-foreground">{t("verify.stopped", { when })}</p>;
  if (now.stage === "failed") {
    return (
      <Notice kind="warning" title={t("verify.failed", { when })}>
        {now.trouble}
      </Notice>
    );
  }
  if (now.stage !== "done") return null;
  if (now.logs.length === 0) return <Notice>{t("verify.nothing")}</Notice>;
  return (
    <>
      <p className="mb-2 text-sm font-medium">{t(wrong ? "verify.wrong" : "verify.sound", { when })}</p>
      <ul className="divide-y divide-border rounded-xl border border-border">
        {now.logs.map((log) => (
          <LogLine key={log.log} log={log} />
        ))}
      </ul>
    </>
  );
}

function LogLine({ log }: { log: LogFound }) {
  const { t } = useTranslation("proof");
  const sound = log.faults.length === 0;
  const Icon = sound ? CircleCheck : CircleX;
  return (
    <li className="flex items-start gap-3 px-4 py-3 text-sm">
      <Icon aria-hidden="true" className={sound ? "mt-0.5 size-4 shrink-0 text-local" : "mt-0.5 size-4 shrink-0 text-destructive"} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <bdi>{log.log}</bdi>
        </p>
        <p className="text-[0.8125rem] text-muted-foreground tabular-nums">
          {t("verify.log", { entries: number(log.entries), sent: number(log.sent), refused: number(log.refused), acts: number(log.acts) })}
        </p>
        <ul className="mt-1 list-disc space-y-0.5 ps-4 text-[0.8125rem] text-destructive empty:hidden">
          {log.faults.map((fault) => (
            <li key={fault} className="wrap-anywhere">
              <bdi>{fault}</bdi>
            </li>
          ))}
          {log.more_faults > 0 && <li>{t("verify.more", { count: log.more_faults, shown: number(log.more_faults) })}</li>}
        </ul>
        {log.remarks.map((remark) => (
          <p key={remark} className="text-[0.8125rem] text-muted-foreground">
            {remark}
          </p>
        ))}
      </div>
    </li>
  );
}
