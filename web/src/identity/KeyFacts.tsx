import { useTranslation } from "react-i18next";
import type { ApiKey } from "~/api/types";
import { dayOf, formatDate, relativeTime } from "~/i18n/format";
import { hasEnded } from "./key-terms";

/** What a key is called, how it begins, what it may and when it was used. */
export function KeyFacts({ apiKey, owner }: { apiKey: ApiKey; owner?: string }) {
  const { t } = useTranslation("identity");
  const ended = hasEnded(apiKey.expires_at);
  const facts = [
    apiKey.last_used_at ? t("keys.used", { when: owner === undefined ? relativeTime(apiKey.last_used_at) : dayOf(apiKey.last_used_at) }) : t("keys.unused"),
    ...(apiKey.expires_at && !ended ? [t("keys.until", { when: formatDate(apiKey.expires_at, { dateStyle: "medium" }) })] : []),
    ...(apiKey.doors.length ? [t("keys.onlyDoors", { names: apiKey.doors.map((door) => t(`keys.door.${door}`)).join(", ") })] : []),
  ];
  return (
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
        <span dir="auto" className="truncate">
          {apiKey.name}
        </span>
        {ended && <span className="rounded-full bg-destructive-soft px-2 text-[0.6875rem] leading-5 text-destructive">{t("keys.ended")}</span>}
      </p>
      <p className="text-xs text-muted-foreground">
        {owner !== undefined && (
          <>
            <bdi>{owner}</bdi>
            <Dot />
          </>
        )}
        <code dir="ltr" className="font-mono">{`${apiKey.prefix}…`}</code>
        {facts.map((fact) => (
          <span key={fact}>
            <Dot />
            {fact}
          </span>
        ))}
        <Names label={t("keys.onlyModels")} names={apiKey.models} />
        <Names label={t("keys.onlyAddresses")} names={apiKey.addresses} />
      </p>
    </div>
  );
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <span>
      <Dot />
      {label}{" "}
      <bdi dir="ltr" className="font-mono break-all">
        {names.join(", ")}
      </bdi>
    </span>
  );
}

function Dot() {
  return <span aria-hidden="true">{" · "}</span>;
}
