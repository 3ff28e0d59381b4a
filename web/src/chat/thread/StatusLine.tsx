import { CirclePause, CircleStop, RotateCcw, StepForward, TriangleAlert } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { patiently } from "~/api/patiently";
import type { Blocked, Message } from "~/api/types";
import type { Run } from "~/chat/stream/state";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { useRowActions } from "./context";

const GuardCard = lazy(() => patiently(() => import("~/chat/guard/GuardCard")).then((module) => ({ default: module.GuardCard })));

/** What a run is doing while there is nothing of it to read. */
export function Working({ run, empty }: { run: Run; empty: boolean }) {
  const { t } = useTranslation("chat");
  const waiting = run.connection === "waiting";
  if (!empty && !waiting && !run.stopping) return null;
  const words = () => {
    if (waiting) return t("thread.reconnecting");
    if (run.stopping) return t("status.stopping");
    if (run.phase === "queued") return t("status.queued", { count: run.place ?? 1, ordinal: false });
    if (run.phase === "writing") return t("status.thinking");
    return t(run.phase === "sending" ? "status.sending" : "status.reading");
  };
  return (
    <p className="working">
      <span className="working-dot" aria-hidden="true" />
      {words()}
    </p>
  );
}

/** How an answer ended, when that is worth a word, and what can be done about it. */
export function Ending({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  if (message.status === "failed") return message.error?.guard ? <Stopped message={message} guard={message.error.guard} /> : <Failure message={message} />;
  if (message.status === "cancelled") return <Ended icon="stop" words={t("status.cancelled")} message={message} />;
  if (message.status === "interrupted") return <Ended icon="pause" words={t("status.interrupted")} message={message} />;
  if (message.finish === "length") return <Ended icon="pause" words={t("status.length")} message={message} />;
  if (message.finish === "filtered") return <Ended icon="stop" words={t("status.filtered")} message={null} />;
  if (message.finish === "loop") return <Ended icon="stop" words={t("status.loop")} message={null} />;
  if (message.status === "complete" && message.text === "") return <Ended icon="stop" words={t("status.empty")} message={null} />;
  return null;
}

function Ended({ icon, words, message }: { icon: "stop" | "pause"; words: string; message: Message | null }) {
  const { t } = useTranslation("chat");
  const { goOn } = useRowActions();
  const Icon = icon === "stop" ? CircleStop : CirclePause;
  return (
    <div className="ending">
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      <span>{words}</span>
      {message && (
        <Button size="sm" variant="outline" onClick={() => goOn(message)}>
          <StepForward aria-hidden="true" className="size-3.5 rtl:-scale-x-100" />
          {t("status.continue")}
        </Button>
      )}
    </div>
  );
}

function Stopped({ message, guard }: { message: Message; guard: Blocked }) {
  return (
    <Suspense>
      <GuardCard message={message} guard={guard} />
    </Suspense>
  );
}

function Failure({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { again } = useRowActions();
  const error = message.error;
  const own = errorText(Object.assign(new Error(error?.message ?? ""), { code: error?.code ?? "", hint: error?.hint ?? null, retryAfter: null }), t);
  return (
    <div role="alert" className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl bg-destructive-soft px-3.5 py-3 text-sm text-destructive">
      <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
      <div className="min-w-48 flex-1">
        <p className="font-medium">{own.title}</p>
        {own.hint && <p>{own.hint}</p>}
      </div>
      {(error?.retryable ?? true) && (
        <Button size="sm" variant="outline" onClick={() => again(message)}>
          <RotateCcw aria-hidden="true" className="size-3.5" />
          {t("status.retry")}
        </Button>
      )}
    </div>
  );
}
