import { useTranslation } from "react-i18next";
import type { MyLimit } from "~/api/types";
import { number } from "~/i18n/format";
import { BudgetBar } from "./BudgetBar";
import { useMyLimits } from "./queries";

/** The limits that count the person who looks, with what is left. */
export function MyLimits() {
  const { t } = useTranslation("usage");
  const limits = useMyLimits().data?.items ?? [];
  if (limits.length === 0) return null;
  return (
    <section aria-labelledby="my-limits" className="mb-8">
      <h2 id="my-limits" className="font-semibold">
        {t("limits.title")}
      </h2>
      <p className="mt-1 mb-3 text-sm text-muted-foreground">{t("limits.lead")}</p>
      <ul className="divide-y divide-border rounded-xl border border-border">
        {limits.map((limit) => (
          <li key={limit.id} className="px-4 py-3 text-sm">
            <Line limit={limit} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ limit }: { limit: MyLimit }) {
  const { t } = useTranslation("usage");
  const whom = t(`limits.mine.${limit.kind}`);
  const parts = [
    limit.requests_per_minute !== null && t("limits.requests", { count: limit.requests_per_minute, shown: number(limit.requests_per_minute) }),
    limit.requests_per_minute !== null && limit.requests_left !== null && t("limits.left", { shown: number(limit.requests_left) }),
    limit.tokens_per_minute !== null && t("limits.tokens", { count: limit.tokens_per_minute, shown: number(limit.tokens_per_minute) }),
    limit.tokens_per_minute !== null && limit.tokens_left !== null && t("limits.left", { shown: number(limit.tokens_left) }),
    limit.streams !== null && t("limits.streams", { count: limit.streams, shown: number(limit.streams) }),
  ].filter((part) => part !== false);
  return (
    <>
      <p className="font-medium">{limit.model === null ? whom : t("limits.withModel", { whom, model: limit.model })}</p>
      {parts.length > 0 && <p className="text-muted-foreground">{parts.join(" · ")}</p>}
      {limit.budget_micros !== null && limit.currency !== null && <BudgetBar spent={limit.spent_micros} budget={limit.budget_micros} currency={limit.currency} />}
    </>
  );
}
