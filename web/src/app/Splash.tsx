import { useTranslation } from "react-i18next";
import { useReachable } from "~/api/reachable";
import { Mark } from "~/ui/Mark";
import { Spinner } from "~/ui/Spinner";

/** What is seen before the first answer of the server; says so when the answer does not come. */
export function Splash() {
  const { t } = useTranslation("app");
  const away = useReachable((state) => state.away);
  return (
    <main className="flex h-full flex-col items-center justify-center gap-5 px-6 text-center" aria-busy="true">
      <Mark className="size-11 animate-pulse" />
      {away && (
        <div role="status" className="flex flex-col items-center gap-2">
          <p className="font-medium">{t("away.title")}</p>
          <p className="flex items-center gap-2 text-sm text-muted-foreground">
            <Spinner className="size-3.5" />
            {t("away.trying")}
          </p>
        </div>
      )}
    </main>
  );
}
