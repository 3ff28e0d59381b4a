import { useTranslation } from "react-i18next";
import { formatDate } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { Tag } from "../Tag";
import { Fold } from "../models/Fold";
import type { PolicyBody } from "./body";
import { Changes } from "./Changes";
import { useHistory, usePeopleNames, type PolicyVersion } from "./queries";

/** Every version that was ever in force: who made it, when, why, and what it changed. */
export function History({ saved, onTake }: { saved: PolicyVersion; onTake: (policy: PolicyBody) => void }) {
  const { t } = useTranslation("policy");
  return (
    <Fold title={t("history.title", { version: saved.version })}>
      <Versions current={saved.version} onTake={onTake} />
    </Fold>
  );
}

function Versions({ current, onTake }: { current: number; onTake: (policy: PolicyBody) => void }) {
  const { t } = useTranslation("policy");
  const history = useHistory();
  const names = usePeopleNames();
  const versions = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ol className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {versions.map((one, index) => {
          const before = versions[index + 1];
          const by = one.changed_by === null ? t("history.byHouse") : (names.get(one.changed_by) ?? t("history.bySomebody"));
          return (
            <li key={one.version} className="space-y-1.5 px-4 py-3 text-sm">
              <div className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{t("history.version", { version: one.version })}</span>
                {one.preset !== null && <Tag>{t(`preset.${one.preset}.title`)}</Tag>}
                {one.version === current && <Tag kind="good">{t("history.current")}</Tag>}
                <span className="text-muted-foreground">{t("history.when", { by, when: formatDate(one.changed_at) })}</span>
                {one.version !== current && (
                  <Button size="sm" variant="ghost" onClick={() => onTake(one.policy)}>
                    {t("history.take")}
                  </Button>
                )}
              </div>
              {one.note && <p dir="auto">{one.note}</p>}
              {before && <Changes before={before.policy} after={one.policy} />}
              <p className="font-mono text-xs break-all text-muted-foreground">{one.hash}</p>
            </li>
          );
        })}
      </ol>
      {history.hasNextPage && (
        <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t("history.more")}
        </Button>
      )}
    </>
  );
}
