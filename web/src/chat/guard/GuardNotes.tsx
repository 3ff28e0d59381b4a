import { House, ShieldCheck } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { modelsQuery } from "~/chat/model/choice";
import { listWords } from "~/guard/kinds";
import type { Guarded } from "~/guard/message";

/** What a reader must know of an answer: that something was cut out of the question, or that another model answered. */
export function GuardNotes({ guarded }: { guarded: Guarded }) {
  const { t } = useTranslation("guard");
  const models = useQuery(modelsQuery).data?.items;
  const { removed, kept_from } = guarded;
  return (
    <>
      {removed.length > 0 && (
        <p className="left-out-note">
          <ShieldCheck aria-hidden="true" className="size-4 shrink-0" />
          {t("note.removed", { what: listWords(removed, t) })}
        </p>
      )}
      {kept_from !== null && (
        <p className="left-out-note">
          <House aria-hidden="true" className="size-4 shrink-0" />
          {t("note.kept", { model: models?.find(({ id }) => id === kept_from)?.name ?? kept_from })}
        </p>
      )}
    </>
  );
}
