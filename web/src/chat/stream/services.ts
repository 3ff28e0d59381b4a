import type { QueryClient } from "@tanstack/react-query";
import { call } from "~/api/call";
import { tellTabs } from "~/api/channel";
import { openStream } from "~/api/stream";
import type { Message } from "~/api/types";
import { chatKeys, noteChat, refreshChats } from "~/chat/chats";

/** All that a thread asks of the world around it. */
export interface Services {
  call: typeof call;
  open: (path: string, options: { signal: AbortSignal }) => Promise<Response>;
  /** A run of this chat began (its id) or ended (null). */
  onRun: (chatId: string, runId: string | null) => void;
  onTitle: (chatId: string, title: string) => void;
  /** An answer came to its end while it was read here. */
  onEnd: (message: Message) => void;
  onTrouble: (error: unknown) => void;
}

export function realServices(client: QueryClient, handlers: Pick<Services, "onEnd" | "onTrouble">): Services {
  return {
    call,
    open: openStream,
    onRun(chatId, runId) {
      noteChat(client, chatId, { running: runId, updated_at: new Date().toISOString() });
      if (runId) tellTabs({ type: "run", chat_id: chatId, run_id: runId });
      else {
        refreshChats(client);
        void client.invalidateQueries({ queryKey: chatKeys.chat(chatId) });
      }
    },
    onTitle: (chatId, title) => noteChat(client, chatId, { title }),
    ...handlers,
  };
}
