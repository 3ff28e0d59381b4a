import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTabs } from "~/api/channel";
import type { Message } from "~/api/types";
import { threadOf } from "~/chat/stream/memory";
import { realServices, type Services } from "~/chat/stream/services";
import type { Thread } from "~/chat/stream/store";
import { announce } from "~/ui/announce";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

const spoken = 300;

/** How a finished answer is told to those who do not see it. */
function useServices(): Services {
  const client = useQueryClient();
  const { i18n } = useTranslation("chat");
  return useMemo(
    () =>
      realServices(client, {
        onEnd(message: Message) {
          const t = i18n.getFixedT(null, "chat");
          if (message.status === "failed") announce(t("thread.broke"));
          else if (message.status === "cancelled") announce(t("thread.stopped"));
          else announce(t("thread.done", { text: message.text.slice(0, spoken) }));
        },
        onTrouble: (error) => {
          const { title, hint } = errorText(error, i18n.getFixedT(null, "chat"));
          toast({ kind: "error", title, ...(hint ? { description: hint } : {}) });
        },
      }),
    [client, i18n],
  );
}

export interface Threads {
  /** The thread on the screen; null while there is no chat yet. */
  thread: Thread | null;
  /** The thread of a chat that was made just now. */
  fresh: (chatId: string) => Thread;
}

/** Shows the chat's thread while mounted, and looks again when another tab or a long absence may have changed it. */
export function useThread(chatId: string | null): Threads {
  const client = useQueryClient();
  const services = useServices();
  const thread = useMemo(() => (chatId === null ? null : threadOf(client, chatId, services)), [client, chatId, services]);
  useEffect(() => {
    if (!thread) return undefined;
    thread.show();
    const look = () => {
      if (!document.hidden) thread.lookAgain();
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      thread.hide();
    };
  }, [thread]);
  useTabs((message) => {
    if (message.type === "run" && message.chat_id === chatId) thread?.lookAgain();
  });
  return { thread, fresh: (id) => threadOf(client, id, services, true) };
}
