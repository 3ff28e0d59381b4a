import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "~/api/types";
import { patiently } from "~/api/patiently";
import { composing, howCame } from "~/chat/composer/Composer";
import { Underlines } from "~/chat/composer/Underlines";
import { SentFiles } from "~/chat/files/SentFiles";
import type { Held } from "~/chat/files/held";
import { useCheck, type How } from "~/chat/guard/useCheck";
import { useModelChoice } from "~/chat/model/choice";
import { memoryOf } from "~/chat/stream/memory";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { useRowActions } from "./context";

const GuardLine = lazy(() => patiently(() => import("~/chat/guard/GuardLine")).then((module) => ({ default: module.GuardLine })));

const noFiles: readonly Held[] = [];

/** Changes a question in place. Sending makes a branch; the old question and its answers stay beside it. */
export function EditQuestion({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { edit, resend, thread } = useRowActions();
  const { drafts } = memoryOf(useQueryClient());
  const [error, setError] = useState<unknown>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  // The row may be scrolled away and come back.
  const key = `edit:${message.id}`;
  const { model } = useModelChoice(thread.chatId);
  const checking = useCheck({ chatId: thread.chatId, draftOf: key, model, files: noFiles });
  const { edited } = checking;
  const read = () => area.current?.value ?? "";
  const note = (text: string, how: How) => {
    drafts.set(key, { text, messageId: "" });
    edited(text, how);
  };
  const takeOut = (start: number, end: number) => {
    if (!area.current) return;
    area.current.value = read().slice(0, start) + read().slice(end);
    note(area.current.value, "outside");
  };
  useEffect(() => {
    const text = area.current?.value ?? "";
    drafts.set(key, { text, messageId: "" });
    edited(text, "outside");
  }, [drafts, key, edited]);
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
      const sent = resend(message, text, checking.decisions);
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
      <div className="relative">
        <Underlines area={area} marks={checking.marks} />
        <textarea
          ref={area}
          dir="auto"
          rows={2}
          aria-label={t("edit.label")}
          defaultValue={drafts.get(key)?.text ?? message.text}
          onInput={(event) => note(event.currentTarget.value, howCame(event.nativeEvent))}
          onKeyDown={onKeyDown}
          className="composer-field relative"
        />
      </div>
      <Suspense>{checking.check && <GuardLine chatId={thread.chatId} checking={checking} check={checking.check} text={read} fileName={() => ""} onTakeOut={takeOut} />}</Suspense>
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
