import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { AdminPerson, RemovalReceipt } from "~/api/types";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { adminKeys } from "./queries";

/** Erases somebody's account, after asking once. */
export function ErasePerson({ person, onClose }: { person: AdminPerson; onClose: () => void }) {
  const { t } = useTranslation(["own", "app"]);
  const client = useQueryClient();
  const name = person.name || person.email;
  const erase = useMutation({
    mutationFn: () => call<RemovalReceipt>("DELETE", `/api/admin/people/${person.id}`),
    onSuccess: (receipt) => toast({ kind: "success", title: t("person.done", { name }), description: t("receipt.id", { id: receipt.act }) }),
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled: () => {
      onClose();
      return client.invalidateQueries({ queryKey: adminKeys.people });
    },
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t("person.title", { name })}
      description={t("person.body")}
      action={t("person.confirm")}
      busy={erase.isPending}
      onConfirm={() => erase.mutate()}
    />
  );
}
