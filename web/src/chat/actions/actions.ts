import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import type { ChatRow } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { useChangeChat, useDeleteChat, type ChatChange } from "../chats";

export type ActionTarget = Pick<ChatRow, "id" | "title" | "pinned" | "archived"> & { temporary?: boolean };

/** The chat whose title is being changed. */
export const useRenaming = create<{ target: ActionTarget | null }>(() => ({ target: null }));

/** What can be done with a whole chat, with its undo and its words. */
export function useChatActions() {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const { chatId } = useParams({ strict: false });
  const change = useChangeChat();
  const { remove, undelete } = useDeleteChat();
  // The menu that asked is gone when the answer comes: these are promises, not the mutation's callbacks.
  const failed = (error: unknown) => void toast({ kind: "error", title: errorText(error, t).title });
  const set = (id: string, wanted: ChatChange) => void change.mutateAsync({ id, change: wanted }).catch(failed);
  const leave = (id: string) => {
    if (chatId === id) void navigate({ to: "/" });
  };
  return {
    rename: (target: ActionTarget) => useRenaming.setState({ target }),
    pin: (target: ActionTarget) => set(target.id, { pinned: !target.pinned }),
    archive: (target: ActionTarget) => {
      const archived = !target.archived;
      set(target.id, { archived });
      if (!archived) return;
      leave(target.id);
      toast({
        title: t("chats.archived"),
        action: { label: t("undo"), run: () => set(target.id, { archived: false }) },
      });
    },
    remove: (target: ActionTarget) => {
      leave(target.id);
      remove.mutateAsync(target.id).then(({ undo_until }) => {
        toast({
          title: t("chats.deleted"),
          lasts: Math.min(15_000, Math.max(4_000, Date.parse(undo_until) - Date.now())),
          action: { label: t("undo"), run: () => void undelete.mutateAsync(target.id).catch(failed) },
        });
      }, failed);
    },
  };
}
