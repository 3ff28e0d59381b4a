import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "~/api/types";
import { PlainText } from "~/chat/markdown/PlainText";
import { Button } from "~/ui/Button";
import { UserActions } from "./ActionBar";
import { SentFiles } from "~/chat/files/SentFiles";
import { useRowActions } from "./context";
import { EditQuestion } from "./EditQuestion";

const longText = 3_000;
const manyLines = 30;

/** Where a long question is cut until it is asked for in full. */
function excerpt(text: string): string {
  let end = Math.min(text.length, longText);
  for (let at = text.indexOf("\n"), lines = 1; at !== -1 && at < end; at = text.indexOf("\n", at + 1), lines += 1) {
    if (lines === manyLines) end = at;
  }
  return text.slice(0, end).trimEnd();
}

export const UserRow = memo(function UserRow({ message, editing }: { message: Message; editing: boolean }) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const [whole, setWhole] = useState(false);
  const short = excerpt(message.text);
  const cut = short.length < message.text.trimEnd().length;
  if (editing) return <EditQuestion message={message} />;
  return (
    <div className="group/row flex flex-col items-end">
      <h2 className="sr-only">{t("thread.you")}</h2>
      <SentFiles chatId={thread.chatId} attachments={message.attachments} />
      {message.text !== "" && <div className="user-bubble">
        {cut && whole ? (
          <PlainText text={message.text} />
        ) : (
          <p dir="auto" className="whitespace-pre-wrap">
            {short}
            {cut && "…"}
          </p>
        )}
        {cut && (
          <Button variant="ghost" size="sm" className="-ms-3 mt-1" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {t(whole ? "thread.showLess" : "thread.showAll")}
          </Button>
        )}
      </div>}
      <UserActions message={message} />
    </div>
  );
});
