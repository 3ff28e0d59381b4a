import { useTranslation } from "react-i18next";
import { classes } from "~/ui/classes";
import { money } from "./money";

const nearly = 0.8;

/** How much of a month's budget is spent; where that is not shown, the budget alone. */
export function BudgetBar({ spent, budget, currency }: { spent: number | null; budget: number; currency: string }) {
  const { t } = useTranslation("usage");
  if (spent === null) return <p className="text-muted-foreground">{t("budget.alone", { budget: money(budget, currency) })}</p>;
  const part = budget > 0 ? Math.min(1, spent / budget) : 1;
  const words = t("budget.of", { spent: money(spent, currency), budget: money(budget, currency) });
  return (
    <div className="mt-1.5">
      <p className="text-muted-foreground tabular-nums">{words}</p>
      <svg role="meter" aria-label={words} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(part * 100)} viewBox="0 0 100 4" preserveAspectRatio="none" className="mt-1.5 h-1.5 w-full rounded-full bg-muted rtl:-scale-x-100">
        <rect width={part * 100} height={4} className={classes(part >= 1 ? "fill-destructive" : part >= nearly ? "fill-external" : "fill-primary")} />
      </svg>
    </div>
  );
}
