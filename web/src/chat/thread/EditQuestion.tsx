import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "~/api/types";
import { composing } from "~/chat/composer/Composer";
import { SentFiles } from "~/chat/files/SentFiles";
import { memoryOf } from "~/chat/stream/memory";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { useRowActions } from "./context";

/** Changes a question in place. Sending makes a branch; the old question and its answers stay beside it. */
export function EditQuestion({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { edit, resend, thread } = useRowActions();
  const { drafts } = memoryOf(useQueryClient());
  const [error, setError] = useState<unknown>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  // The row may be scrolled away and come back.
  const key = `edit:${message.id}`;
  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, []);
  const leave = () => {
    drafts.delete(key);
    edit(null);
  };
  const send = async () => {
    const text = area.current?.value ?? "";
    if (text.trim() === "" && message.attachments.length === 0) return;
    try {
      const sent = resend(message, text);
      edit(null);
      await sent;
      drafts.delete(key);
    } catch (reason) {
      edit(message.id);
      setError(reason);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event)) return;
    if (event.key === "Escape") {
      // Not also a wish to stop an answer.
      event.preventDefault();
      event.stopPropagation();
      leave();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };
  return (
    <div className="edit-box">
      <SentFiles chatId={thread.chatId} attachments={message.attachments} />
      <textarea
        ref={area}
        dir="auto"
        rows={2}
        aria-label={t("edit.label")}
        defaultValue={drafts.get(key)?.text ?? message.text}
        onInput={(event) => drafts.set(key, { text: event.currentTarget.value, messageId: "" })}
        onKeyDown={onKeyDown}
        className="composer-field"
      />
      {error !== null && (
        <p role="alert" className="px-2 text-sm text-destructive">
          {errorText(error, t).title}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 pt-1">
        <p className="flex-1 px-2 text-xs text-muted-foreground">{t("edit.note")}</p>
        <Button size="sm" variant="ghost" onClick={leave}>
          {t("edit.cancel")}
        </Button>
        <Button size="sm" variant="primary" onClick={() => void send()}>
          {t("edit.save")}
        </Button>
      </div>
    </div>
  );
}
