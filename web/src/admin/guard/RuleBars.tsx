import { useTranslation } from "react-i18next";
import { number } from "~/i18n/format";
import { classes } from "~/ui/classes";
import { outcomes, rateOf, type RuleCount } from "./counts";

const colours: Readonly<Record<(typeof outcomes)[number], string>> = {
  replaced: "bg-primary",
  removed: "bg-external",
  warned: "bg-input",
  kept_local: "bg-private",
  refused: "bg-destructive",
};
const all = 100;

interface RuleBarsProps {
  rows: readonly RuleCount[];
  nameOf: (row: RuleCount) => string;
  /** What stands where too few people are behind the figures. */
  few: string;
}

/** A bar for each rule: how much it did, of what sort. The table below has the figures. */
export function RuleBars({ rows, nameOf, few }: RuleBarsProps) {
  const { t } = useTranslation("policy");
  const total = (row: RuleCount) => outcomes.reduce((sum, name) => sum + (row[name] ?? 0), 0);
  const most = Math.max(1, ...rows.map(total));
  return (
    <figure aria-label={t("counts.chart")} className="rounded-xl border border-border p-4">
      <ul className="space-y-3">
        {rows.map((row) => {
          const rate = rateOf(row);
          return (
            <li key={`${row.rule ?? ""} ${row.mode}`} className="text-sm">
              <div className="mb-1 flex flex-wrap justify-between gap-x-3">
                <bdi className="min-w-0 truncate">{nameOf(row)}</bdi>
                <span className="text-muted-foreground tabular-nums">{row.seen === null ? few : [number(total(row)), rate && t("counts.rate", { rate })].filter(Boolean).join(" · ")}</span>
              </div>
              <div aria-hidden="true" className="flex h-2.5 overflow-hidden rounded-full bg-muted">
                {outcomes.map((name) => (
                  <span key={name} className={colours[name]} style={{ inlineSize: `${((row[name] ?? 0) / most) * all}%` }} />
                ))}
              </div>
            </li>
          );
        })}
      </ul>
      <figcaption className="mt-4 flex flex-wrap gap-x-5 gap-y-1.5 text-[0.8125rem] text-muted-foreground">
        {outcomes.map((name) => (
          <span key={name} className="inline-flex items-center gap-2">
            <span aria-hidden="true" className={classes("size-2.5 rounded-full", colours[name])} />
            {t(`counts.outcome.${name}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
