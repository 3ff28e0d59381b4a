import { House, ShieldCheck } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { KindCount } from "~/api/types";
import { modelsQuery } from "~/chat/model/choice";
import { listWords } from "~/guard/kinds";

/** What a reader must know of an answer: that something was cut out of the question, or that another model answered. */
export function GuardNotes({ removed, keptFrom }: { removed: readonly KindCount[]; keptFrom: string | null }) {
  const { t } = useTranslation("guard");
  const models = useQuery(modelsQuery).data?.items;
  return (
    <>
      {removed.length > 0 && (
        <p className="left-out-note flex-nowrap">
          <ShieldCheck aria-hidden="true" className="size-4 shrink-0" />
          {t("note.removed", { what: listWords(removed, t) })}
        </p>
      )}
      {keptFrom !== null && (
        <p className="left-out-note flex-nowrap">
          <House aria-hidden="true" className="size-4 shrink-0" />
          {t("note.kept", { model: models?.find(({ id }) => id === keptFrom)?.name ?? keptFrom })}
        </p>
      )}
    </>
  );
}
