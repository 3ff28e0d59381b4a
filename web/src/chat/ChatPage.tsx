import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "~/api/call";
import { patiently } from "~/api/patiently";
import { Spinner } from "~/ui/Spinner";
import { RenameDialog } from "./actions/RenameDialog";
import { loadMarkdown } from "./AnswerText";
import { ChatHeader } from "./ChatHeader";
import { ChatMissing } from "./ChatMissing";
import { useChat } from "./chats";
import { Thread } from "./thread/Thread";

const ChatSettings = lazy(() => patiently(() => import("./settings/ChatSettings")).then((module) => ({ default: module.ChatSettings })));

/** One chat, or the beginning of one: header, thread, settings. */
export function ChatPage() {
  const { t, ready } = useTranslation(["app", "chat"]);
  const { chatId = null } = useParams({ strict: false });
  const [settings, setSettings] = useState(false);
  const chat = useChat(chatId);
  const title = chat.data?.title;
  useEffect(() => {
    document.title = title ? `${title} · ${t("app:product")}` : t("app:product");
  }, [title, t]);
  useEffect(() => {
    // Safari has no idle callback; a second is late enough for it.
    if (typeof requestIdleCallback === "undefined") setTimeout(() => void loadMarkdown(), 1_000);
    else requestIdleCallback(() => void loadMarkdown());
  }, []);
  const missing = chatId !== null && chat.error instanceof ApiError && !chat.error.away;
  return (
    <div className="flex h-full flex-col">
      <ChatHeader chatId={chatId} onSettings={() => setSettings(true)} />
      <div className="min-h-0 flex-1">
        {missing && <ChatMissing />}
        {!missing && ready && <Thread chatId={chatId} />}
        {!missing && !ready && <Spinner />}
      </div>
      <Suspense>{settings && <ChatSettings chatId={chatId} open onOpenChange={setSettings} />}</Suspense>
      <RenameDialog />
    </div>
  );
}
