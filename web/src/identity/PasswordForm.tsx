import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, call } from "~/api/call";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { PasswordField, shortestPassword } from "./PasswordField";
import { sessionsKey } from "./Sessions";

/** Changes the password; the other sessions end. */
export function PasswordForm() {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const change = useMutation({
    mutationFn: () => call<void>("POST", "/api/me/password", { body: { current, new: wanted } }),
    onSuccess: () => {
      setCurrent("");
      setWanted("");
      void client.invalidateQueries({ queryKey: sessionsKey });
      toast({ kind: "success", title: t("password.changed"), description: t("password.changedHint") });
    },
  });
  const weak = change.error instanceof ApiError && change.error.code === "weak_password";
  const words = change.error ? errorText(change.error, t).title : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit} className="max-w-sm space-y-4">
      <PasswordField kind="current" label={t("password.current")} error={weak ? undefined : words} value={current} onChange={setCurrent} />
      <PasswordField kind="new" label={t("password.new")} hint={t("password.rule", { count: shortestPassword })} error={weak ? words : undefined} value={wanted} onChange={setWanted} />
      <Button type="submit" variant="outline" busy={change.isPending} disabled={!current || !wanted}>
        {t("password.change")}
      </Button>
    </form>
  );
}
