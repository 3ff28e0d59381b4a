import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Departure, GuardCounts } from "~/api/types";
import { number } from "~/i18n/format";
import { EmptyState } from "~/ui/EmptyState";
import { Chart } from "~/usage/Chart";
import { Table, type Column } from "~/usage/Figures";
import { dayName } from "~/usage/months";
import { stack } from "~/usage/stack";
import { lastDays } from "./last-days";

/** In the order of the chart's colours: as the badges have them. */
const places: readonly string[] = ["local", "private", "external"] satisfies Departure["destination_class"][];

/** Where words went: a bar for each day by how far away it was, and a table with the models. */
export function Departures({ days, items }: { days: number; items: readonly Departure[] }) {
  const { t } = useTranslation("privacy");
  const [now] = useState(() => new Date());
  if (items.length === 0) {
    return (
      <EmptyState icon={ShieldCheck} title={t("left.empty")}>
        {t("left.emptyBody")}
      </EmptyState>
    );
  }
  const where = (place: string | null) => t(`left.classes.${(place ?? "external") as Departure["destination_class"]}`);
  const made = stack(items.map((row) => ({ day: row.day, series: row.destination_class, value: row.left })), lastDays(days, now));
  const columns: Column<Departure>[] = [
    { key: "day", name: t("left.columns.day"), cell: (row) => dayName(row.day) },
    { key: "model", name: t("left.columns.model"), cell: (row) => row.model },
    { key: "where", name: t("left.columns.where"), cell: (row) => where(row.destination_class) },
    { key: "left", name: t("left.columns.left"), cell: (row) => number(row.left), figure: true },
    { key: "refused", name: t("left.columns.refused"), cell: (row) => number(row.refused), figure: true },
  ];
  return (
    <div className="space-y-4">
      <Chart label={t("left.chart", { count: days })} made={made} nameOf={where} toneOf={(place) => places.indexOf(place ?? "external")} show={(value) => t("left.calls", { count: value, shown: number(value) })} />
      <Table label={t("left.table", { count: days })} columns={columns} rows={items.toReversed()} keyOf={(row) => `${row.day} ${row.model} ${row.destination_class}`} />
    </div>
  );
}

const outcomes = ["replaced", "removed", "kept_local", "refused", "overridden"] as const;

/** What the guard did, in sentences; a dry run did nothing. */
export function GuardSums({ counts }: { counts: GuardCounts }) {
  const { t } = useTranslation("privacy");
  const held = counts.items.filter((one) => one.mode === "enforce");
  const sums = outcomes.map((name) => ({ name, sum: held.reduce((sum, one) => sum + (one[name] ?? 0), 0) })).filter(({ sum }) => sum > 0);
  if (sums.length === 0) return <p className="text-sm text-muted-foreground">{t("guard.none")}</p>;
  return (
    <ul className="list-disc space-y-1 ps-5 text-sm">
      {sums.map(({ name, sum }) => (
        <li key={name}>{t(`guard.${name}`, { count: sum, shown: number(sum) })}</li>
      ))}
    </ul>
  );
}
