import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Message, RemovedMessages } from "~/api/types";
import { chatKeys, refreshChats } from "~/chat/chats";
import type { Thread } from "~/chat/stream/store";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

/** Asks once, then removes a message with all below it. */
export function DeleteMessage({ message, thread, onClose }: { message: Message; thread: Thread; onClose: () => void }) {
  const { t } = useTranslation(["own", "app", "chat"]);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call<RemovedMessages>("DELETE", `/api/messages/${message.id}`),
    onSuccess: ({ messages }) => {
      toast({ kind: "success", title: t("message.done", { count: messages }) });
      void thread.load();
      void client.invalidateQueries({ queryKey: chatKeys.chat(thread.chatId) });
      refreshChats(client);
    },
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t("message.title")}
      description={t("message.body")}
      action={t("chat:actions.delete")}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  );
}
