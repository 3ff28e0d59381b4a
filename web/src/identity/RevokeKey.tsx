import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { ApiKey } from "~/api/types";
import { Button } from "~/ui/Button";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

/** Takes a key back, after asking once. */
export function RevokeKey({ apiKey, path }: { apiKey: ApiKey; path: string }) {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => call<void>("DELETE", `${path}/${apiKey.id}`),
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled: () => {
      setAsking(false);
      void client.invalidateQueries({ queryKey: ["me", "keys"] });
      return client.invalidateQueries({ queryKey: ["admin"] });
    },
  });
  return (
    <>
      <Button size="sm" variant="outline" onClick={() => setAsking(true)}>
        {t("keys.revoke")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("keys.revokeTitle", { name: apiKey.name })}
        description={t("keys.revokeBody")}
        action={t("keys.revoke")}
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
    </>
  );
}
