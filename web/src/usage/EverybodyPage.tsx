import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EverybodysUsage, UsageSum } from "~/api/types";
import { number } from "~/i18n/format";
import { Section } from "~/admin/guard/Section";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Segments } from "~/ui/Segments";
import { Spinner } from "~/ui/Spinner";
import { Chart } from "./Chart";
import { Exports, MonthPicker, Table, type Column } from "./Figures";
import { currencyOf, figure, measures, shower, type Measure } from "./measures";
import { money } from "./money";
import { dayName, daysOf, monthName, monthOf } from "./months";
import { useEverybodysUsage } from "./queries";
import { stack } from "./stack";

const ways = ["model", "group"] as const;

/** What five or more people used together, by day and model or group. One person's use is not to be found here. */
export function EverybodyPage() {
  const { t } = useTranslation(["usage", "app"]);
  const [month, setMonth] = useState(() => monthOf(new Date()));
  const [by, setBy] = useState<EverybodysUsage["by"]>("model");
  const usage = useEverybodysUsage(month, by);
  return (
    <Section title={t("everybody.title")} lead={t("everybody.lead", { count: usage.data?.fewest ?? 5 })}>
      <div className="space-y-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <div className="flex flex-wrap items-center gap-3">
            <MonthPicker month={month} onChange={setMonth} />
            <Segments label={t("everybody.by")} value={by} options={ways.map((value) => ({ value, label: t(`everybody.ways.${value}`) }))} onChange={setBy} />
          </div>
          <Exports path="/api/admin/usage/export" query={{ month, by }} />
        </div>
        {usage.isPending && <Spinner />}
        {usage.isError && <Notice kind="error" title={errorText(usage.error, t).title} />}
        {usage.data && <Sums usage={usage.data} />}
      </div>
    </Section>
  );
}

function Sums({ usage }: { usage: EverybodysUsage }) {
  const { t } = useTranslation(["usage", "app"]);
  const [measure, setMeasure] = useState<Measure>("tokens");
  const [now] = useState(() => new Date());
  const { month, items, fewest } = usage;
  if (items.length === 0) {
    return (
      <EmptyState icon={ChartColumn} title={t("everybody.empty.title", { month: monthName(month) })}>
        {t("everybody.empty.body", { count: fewest })}
      </EmptyState>
    );
  }
  const currency = currencyOf(items);
  const chosen = measure === "cost" && currency === null ? "tokens" : measure;
  const made = stack(
    items.map((row) => ({ day: row.day, series: row.label, value: figure(row, chosen, currency) })),
    daysOf(month, now),
  );
  const columns: Column<UsageSum>[] = [
    { key: "day", name: t("columns.day"), cell: (row) => (row.day === null ? t("everybody.wholeMonth") : dayName(row.day)) },
    { key: "label", name: t(usage.by === "group" ? "columns.group" : "columns.model"), cell: (row) => row.label ?? t("others") },
    { key: "people", name: t("columns.people"), cell: (row) => number(row.people), figure: true },
    { key: "calls", name: t("columns.calls"), cell: (row) => number(row.calls), figure: true },
    { key: "prompt", name: t("columns.prompt"), cell: (row) => number(row.prompt_tokens), figure: true },
    { key: "answer", name: t("columns.answer"), cell: (row) => number(row.completion_tokens), figure: true },
    { key: "cost", name: t("columns.cost"), cell: (row) => (row.currency === null ? t("free") : money(row.cost_micros, row.currency)), figure: true },
  ];
  return (
    <>
      <Segments
        label={t("measure")}
        value={chosen}
        options={measures.filter((one) => one !== "cost" || currency !== null).map((value) => ({ value, label: t(`measures.${value}`) }))}
        onChange={setMeasure}
      />
      <Chart label={t("everybody.chart", { month: monthName(month) })} made={made} nameOf={(series) => series ?? t("others")} show={shower(chosen, currency, t)} />
      <Table label={t("everybody.table", { month: monthName(month) })} columns={columns} rows={items} keyOf={(row) => `${row.day} ${row.label} ${row.currency}`} />
    </>
  );
}
