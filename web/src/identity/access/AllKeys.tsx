import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { KeyFacts } from "../KeyFacts";
import { RevokeKey } from "../RevokeKey";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { AccessSection } from "./AccessSection";
import { useAllKeys } from "./queries";

/** Everybody's keys: whose they are and what they may, never the keys themselves. */
export function AllKeys() {
  const { t } = useTranslation(["identity", "app"]);
  const keys = useAllKeys();
  const items = keys.data?.items ?? [];
  return (
    <AccessSection name="keys">
      {keys.isPending && <Spinner />}
      {keys.isError && <Notice kind="error" title={errorText(keys.error, t).title} />}
      {keys.isSuccess && items.length === 0 && <EmptyState icon={KeyRound} title={t("access.keys.none")} />}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((key) => (
          <li key={key.id} className="flex items-center gap-3 px-4 py-3">
            <KeyFacts apiKey={key} owner={key.owner.email === null ? `${key.owner.name} (${t("access.service")})` : key.owner.name} />
            <RevokeKey apiKey={key} path="/api/admin/keys" />
          </li>
        ))}
      </ul>
    </AccessSection>
  );
}
