import { memo } from "react";
import { useTranslation } from "react-i18next";
import { AnswerRow } from "./AnswerRow";
import { useRowActions, useThreadState } from "./context";
import { UserRow } from "./UserRow";

interface RowProps {
  id: string;
  newest: boolean;
  editing: boolean;
  /** The first message that the newest answer was given: those above did not fit. */
  cut: boolean;
}

/** One message. It asks for its own message, so that only its own change draws it again. */
export const Row = memo(function Row({ id, newest, editing, cut }: RowProps) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const message = useThreadState(thread, (state) => state.messages[id]);
  if (!message) return null;
  return (
    <div className="column row" data-message={id} data-role={message.role}>
      {cut && (
        <p className="cut-line" role="note">
          <span>{t("status.leftOutHere")}</span>
        </p>
      )}
      {message.role === "user" ? <UserRow message={message} editing={editing} /> : <AnswerRow message={message} newest={newest} />}
    </div>
  );
});
