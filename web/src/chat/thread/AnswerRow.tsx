import { lazy, memo, Suspense, useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { patiently } from "~/api/patiently";
import type { Guarded, Message } from "~/api/types";
import { AnswerText } from "~/chat/AnswerText";
import { CutFiles } from "~/chat/files/CutFiles";
import { PlainText } from "~/chat/markdown/PlainText";
import { AnswerActions } from "./ActionBar";
import { useRowActions, useRunOf } from "./context";
import { Ending, Working } from "./StatusLine";

const GuardNotes = lazy(() => patiently(() => import("~/chat/guard/GuardNotes")).then((module) => ({ default: module.GuardNotes })));
const RestoredTip = lazy(() => patiently(() => import("~/chat/guard/RestoredTip")).then((module) => ({ default: module.RestoredTip })));

export const AnswerRow = memo(function AnswerRow({ message, newest }: { message: Message; newest: boolean }) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const run = useRunOf(thread, message.id);
  const streaming = run !== null;
  const words = useRef<HTMLDivElement>(null);
  const { guarded } = message;
  return (
    <div className="group/row" aria-busy={streaming}>
      <h2 className="sr-only">{t("thread.assistant")}</h2>
      {message.reasoning !== "" && (
        <details className="reasoning">
          <summary>{t("status.reasoning")}</summary>
          <PlainText text={message.reasoning} />
        </details>
      )}
      {message.text !== "" && (
        <div ref={words} className={streaming && run.phase === "writing" ? "writing" : undefined}>
          <AnswerText text={message.text} streaming={streaming} restored={guarded?.restored} />
        </div>
      )}
      {guarded && <Guarding guarded={guarded} words={words} />}
      {run && <Working run={run} empty={message.text === ""} />}
      {!run && (
        <>
          <Ending message={message} />
          {message.left_out > 0 && <p className="left-out-note">{t("status.leftOut", { count: message.left_out })}</p>}
          <CutFiles files={message.cut_files} />
          {message.status !== "running" && <AnswerActions message={message} newest={newest} />}
        </>
      )}
    </div>
  );
});

/** What the guard did, in words, and about single words. */
function Guarding({ guarded, words }: { guarded: Guarded; words: RefObject<HTMLElement | null> }) {
  const { restored = [], removed = [], kept_from = null } = guarded;
  return (
    <Suspense>
      {restored.length > 0 && <RestoredTip within={words} />}
      {(removed.length > 0 || kept_from !== null) && <GuardNotes removed={removed} keptFrom={kept_from} />}
    </Suspense>
  );
}
