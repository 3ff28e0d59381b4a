import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { memoryOf } from "~/chat/stream/memory";
import { giveBack } from "~/chat/files/held";
import type { Saying } from "~/chat/stream/store";

/** The draft of a chat that does not exist yet. */
export const newChat = "new";

/** Counts, per chat, the changes of a draft that did not come from typing: a starter, or a message that came back. */
const useOutside = create<Record<string, { change: number; error: unknown }>>(() => ({}));

/** Puts a text into a chat's composer; with an error when it came back from the server. */
export function putDraft(client: QueryClient, chat: string, saying: Saying, error: unknown = null): void {
  const { files = [], decisions: _again, ...draft } = saying;
  memoryOf(client).drafts.set(chat, draft);
  giveBack(chat, files);
  useOutside.setState((all) => ({ [chat]: { change: (all[chat]?.change ?? 0) + 1, error } }));
}

export function useDraftText(chat: string) {
  const client = useQueryClient();
  const outside = useOutside((all) => all[chat]);
  return {
    /** Grows when the text was put there from outside. */
    change: outside?.change ?? 0,
    error: outside?.error ?? null,
    read: () => memoryOf(client).drafts.get(chat),
    write(text: string) {
      const { drafts } = memoryOf(client);
      const id = drafts.get(chat)?.text === text ? drafts.get(chat)?.messageId : undefined;
      if (text === "") drafts.delete(chat);
      else drafts.set(chat, { text, messageId: id ?? "" });
    },
    forgive: () => useOutside.setState((all) => (all[chat]?.error ? { [chat]: { change: all[chat].change, error: null } } : all)),
  };
}
