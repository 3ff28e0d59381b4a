import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { ApiKey, NewApiKey } from "~/api/types";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { KeyFacts } from "./KeyFacts";
import { KeyForm } from "./KeyForm";
import { KeyShown } from "./KeyShown";
import { RevokeKey } from "./RevokeKey";

const path = "/api/me/keys";

/** Keys for programs that speak to the same models through the gateway's doors. */
export function ApiKeys() {
  const { t } = useTranslation("identity");
  const [made, setMade] = useState<NewApiKey | null>(null);
  return (
    <div className="space-y-6">
      <p className="max-w-xl text-sm text-muted-foreground">{t("keys.lead")}</p>
      {made ? <KeyShown made={made} onDone={() => setMade(null)} /> : <KeyForm path={path} onMade={setMade} />}
      <KeyList />
    </div>
  );
}

function KeyList() {
  const { t } = useTranslation(["identity", "app"]);
  const keys = useQuery({ queryKey: ["me", "keys"], queryFn: ({ signal }) => call<{ items: ApiKey[] }>("GET", path, { signal }) });
  if (keys.isPending) return <Spinner />;
  if (keys.isError) return <Notice kind="error" title={errorText(keys.error, t).title} />;
  if (!keys.data.items.length) return <EmptyState icon={KeyRound} title={t("keys.none")}>{t("keys.noneBody")}</EmptyState>;
  return (
    <ul className="divide-y divide-border border-t border-border">
      {keys.data.items.map((key) => (
        <li key={key.id} className="flex items-center gap-3 py-3">
          <KeyFacts apiKey={key} />
          <RevokeKey apiKey={key} path={path} />
        </li>
      ))}
    </ul>
  );
}
