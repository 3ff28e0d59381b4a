import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "~/api/session";
import { buttonClass } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { EntryPage } from "./EntryPage";

/** A link that is missing, used or too old, with the way to a new one. */
export function LinkProblem({ kind, reason }: { kind: "setup" | "invite"; reason: "missing" | "refused" }) {
  const { t } = useTranslation("identity");
  const setUp = useQuery(sessionQuery).data?.set_up ?? false;
  return (
    <EntryPage title={t(`link.${kind}.${reason}`)} lead={t(`link.${kind}.lead`)}>
      <Notice title={t("link.next")}>
        {t(`link.${kind}.help`)}
        {kind === "setup" && (
          <code dir="ltr" className="mt-2 block rounded-md bg-background px-2.5 py-1.5 font-mono text-[0.8125rem] text-foreground select-all">
            {"inhouse users create --admin"}
          </code>
        )}
      </Notice>
      {setUp && (
        <Link to="/sign-in" className={`${buttonClass("outline", "lg")} mt-5 w-full`}>
          {t("signIn.action")}
        </Link>
      )}
    </EntryPage>
  );
}
