import { Link } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "~/api/call";
import { Button, buttonClass } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { toast } from "~/ui/toast";
import { Changes } from "./Changes";
import { useSavePolicy, type Draft, type PolicyVersion } from "./queries";

/** What would change, why, and putting it in force. Seen only while something is changed. */
export function SaveBar({ saved, draft }: { saved: PolicyVersion; draft: Draft }) {
  const { t } = useTranslation(["policy", "app"]);
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const save = useSavePolicy(() => {
    draft.discard();
    setNote("");
    toast({ kind: "success", title: t("save.done") });
  });
  if (!draft.changed) return null;
  const conflict = save.error instanceof ApiError && save.error.status === 409;
  return (
    <section aria-label={t("save.label")} className="popup sticky bottom-4 z-10 space-y-3 p-4">
      <p className="text-sm font-semibold">{t("save.title")}</p>
      <div className="max-h-40 overflow-y-auto">
        <Changes before={saved.policy} after={draft.policy} />
      </div>
      {save.error && (
        <Notice kind="error" title={errorText(save.error, t).title} action={conflict && <Button size="sm" variant="outline" onClick={() => void client.invalidateQueries({ queryKey: ["admin", "guard"] })}>{t("save.reload")}</Button>}>
          {errorText(save.error, t).hint}
        </Notice>
      )}
      <div className="flex flex-wrap items-end gap-2">
        <Field label={t("save.note")} className="min-w-48 flex-1">
          <Input maxLength={1_000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <Button onClick={draft.discard}>{t("save.discard")}</Button>
        <Link to="/admin/guard/simulator" className={buttonClass("outline")}>
          {t("save.try")}
        </Link>
        <Button variant="primary" busy={save.isPending} onClick={() => save.mutate({ policy: draft.policy, version: saved.version, note })}>
          {t("save.save")}
        </Button>
      </div>
    </section>
  );
}
