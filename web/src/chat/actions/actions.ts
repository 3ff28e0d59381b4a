import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import type { ChatRow } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { useChangeChat, useDeleteChat } from "../chats";

export type ActionTarget = Pick<ChatRow, "id" | "title" | "pinned" | "archived">;

/** The chat whose title is being changed. */
export const useRenaming = create<{ target: ActionTarget | null }>(() => ({ target: null }));

/** What can be done with a whole chat, with its undo and its words. */
export function useChatActions() {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const { chatId } = useParams({ strict: false });
  const change = useChangeChat();
  const { remove, undelete } = useDeleteChat();
  const failed = (error: unknown) => toast({ kind: "error", title: errorText(error, t).title });
  const leave = (id: string) => {
    if (chatId === id) void navigate({ to: "/" });
  };
  return {
    rename: (target: ActionTarget) => useRenaming.setState({ target }),
    pin: (target: ActionTarget) => change.mutate({ id: target.id, change: { pinned: !target.pinned } }, { onError: failed }),
    archive: (target: ActionTarget) => {
      const archived = !target.archived;
      change.mutate({ id: target.id, change: { archived } }, { onError: failed });
      if (!archived) return;
      leave(target.id);
      toast({
        title: t("chats.archived"),
        action: { label: t("undo"), run: () => change.mutate({ id: target.id, change: { archived: false } }, { onError: failed }) },
      });
    },
    remove: (target: ActionTarget) => {
      leave(target.id);
      remove.mutate(target.id, {
        onError: failed,
        onSuccess: ({ undo_until }) =>
          toast({
            title: t("chats.deleted"),
            lasts: Math.min(15_000, Math.max(4_000, Date.parse(undo_until) - Date.now())),
            action: { label: t("undo"), run: () => undelete.mutate(target.id, { onError: failed }) },
          }),
      });
    },
  };
}
