import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "~/api/types";
import { AnswerText } from "~/chat/AnswerText";
import { CutFiles } from "~/chat/files/CutFiles";
import { PlainText } from "~/chat/markdown/PlainText";
import { AnswerActions } from "./ActionBar";
import { useRowActions, useRunOf } from "./context";
import { Ending, Working } from "./StatusLine";

export const AnswerRow = memo(function AnswerRow({ message, newest }: { message: Message; newest: boolean }) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const run = useRunOf(thread, message.id);
  const streaming = run !== null;
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
        <div className={streaming && run.phase === "writing" ? "writing" : undefined}>
          <AnswerText text={message.text} streaming={streaming} />
        </div>
      )}
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
