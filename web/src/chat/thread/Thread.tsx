import { useSearch } from "@tanstack/react-router";
import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "~/api/types";
import { Home } from "~/chat/home/Home";
import { copyText } from "~/chat/markdown/copy";
import { useModelChoice } from "~/chat/model/choice";
import type { Thread as ThreadOfChat } from "~/chat/stream/store";
import type { Decision } from "~/guard/types";
import { announce } from "~/ui/announce";
import { errorText } from "~/ui/error-text";
import { useShortcut } from "~/ui/shortcuts";
import { toast } from "~/ui/toast";
import { RowContext, useThreadState, type RowActions } from "./context";
import { LoadFailed, Loading } from "./Loading";
import { Messages, type MessagesHandle } from "./Messages";
import "./thread.css";
import { ThreadComposer } from "./ThreadComposer";
import { useSend, type Sending } from "./useSend";
import { useThread } from "./useThread";

/** The thread of one chat, or the home screen while there is none. */
export function Thread({ chatId }: { chatId: string | null }) {
  const threads = useThread(chatId);
  const { model } = useModelChoice(chatId);
  const sending = useSend(chatId, threads, model?.id ?? null);
  if (!threads.thread) {
    return (
      <Home onStarter={sending.send}>
        <ThreadComposer chatId={null} model={model} sending={sending} thread={null} />
      </Home>
    );
  }
  return <OpenThread key={threads.thread.chatId} thread={threads.thread} sending={sending} model={model} />;
}

type Model = ReturnType<typeof useModelChoice>["model"];

function OpenThread({ thread, sending, model }: { thread: ThreadOfChat; sending: Sending; model: Model }) {
  const { t } = useTranslation("chat");
  const status = useThreadState(thread, (state) => state.status);
  const [editing, setEditing] = useState<string | null>(null);
  const [finding, setFinding] = useState(false);
  const messages = useRef<MessagesHandle>(null);
  const { message: target = null } = useSearch({ strict: false });
  const actions = useRows(thread, sending, setEditing, messages);
  useShortcut("copyLast", () => {
    const { order, messages: all } = thread.state.getState();
    const answer = order.map((id) => all[id]).findLast((message) => message?.role === "assistant" && message.text !== "");
    if (!answer) return false;
    void copyText(answer.text).then((copied) => copied && announce(t("copied")));
    return true;
  });
  useShortcut("find", () => setFinding(true));
  const editLast = () => {
    const { order, messages: all } = thread.state.getState();
    const question = order.findLast((id) => all[id]?.role === "user");
    if (!question) return false;
    setEditing(question);
    return true;
  };
  useShortcut("editLast", editLast);
  return (
    <RowContext value={actions}>
      <div className="flex h-full min-h-0 flex-col">
        {status === "loading" && <Loading />}
        {status === "failed" && <LoadFailed thread={thread} />}
        {/* Whatever a row may have to fetch first, the composer below stays, and who types in it goes on typing. */}
        <Suspense fallback={<Loading />}>
          {status === "ready" && <Messages ref={messages} thread={thread} editing={editing} target={target} finding={finding} onFinding={setFinding} />}
        </Suspense>
        <div className="column thread-foot">
          <ThreadComposer
            chatId={thread.chatId}
            model={model}
            thread={thread}
            sending={sending}
            onSent={() => messages.current?.toEnd()}
            onEditLast={editLast}
          />
        </div>
      </div>
    </RowContext>
  );
}

/** The same object for as long as the thread is open: rows compare it. */
function useRows(thread: ThreadOfChat, sending: Sending, edit: (id: string | null) => void, list: React.RefObject<MessagesHandle | null>): RowActions {
  const { t } = useTranslation("chat");
  const latest = useRef({ sending, t });
  useEffect(() => {
    latest.current = { sending, t };
  });
  return useMemo(() => {
    const run = (work: Promise<void>) => {
      list.current?.toEnd();
      work.catch((error: unknown) => toast({ kind: "error", title: errorText(error, latest.current.t).title }));
    };
    return {
      thread,
      edit,
      again: (message: Message, model?: string | null, decisions?: readonly Decision[]) => run(thread.answerAgain(message, model ?? null, decisions)),
      goOn: (message: Message) => run(thread.goOn(message)),
      resend: (edited: Message, text: string, decisions?: readonly Decision[]) => {
        const sent = latest.current.sending.resend(edited, text, decisions);
        list.current?.toEnd();
        return sent;
      },
    };
  }, [thread, edit, list]);
}
