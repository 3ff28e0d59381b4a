import { useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { lookForServer, useReachable } from "~/api/reachable";
import { announce } from "~/ui/announce";

const lookEvery = 2_000;

/** Says that the server is away, looks for it, and brings the page up to date when it is back. */
export function AwayBanner() {
  const { t } = useTranslation("app");
  const away = useReachable((state) => state.away);
  const client = useQueryClient();
  useEffect(() => {
    if (!away) return undefined;
    const timer = setInterval(() => {
      void lookForServer().then((back) => {
        if (!back) return;
        announce(t("away.back"));
        void client.refetchQueries({ type: "active", stale: true });
      });
    }, lookEvery);
    return () => clearInterval(timer);
  }, [away, client, t]);
  if (!away) return null;
  return (
    <div role="status" className="flex items-center justify-center gap-2.5 border-b border-border bg-external-soft px-4 py-2 text-sm text-external">
      <CloudOff aria-hidden="true" className="size-4 shrink-0" />
      <span>
        <strong className="font-medium">{t("away.title")}</strong> {t("away.body")}
      </span>
    </div>
  );
}
