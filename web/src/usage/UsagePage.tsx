import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UsageDay } from "~/api/types";
import { PageBar } from "~/ui/PageBar";
import { number } from "~/i18n/format";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Segments } from "~/ui/Segments";
import { Spinner } from "~/ui/Spinner";
import { Chart } from "./Chart";
import { Exports, MonthPicker, Table, type Column } from "./Figures";
import { currencyOf, figure, measures, shower, type Measure } from "./measures";
import { money } from "./money";
import { dayName, daysOf, monthName, monthOf, type Month } from "./months";
import { MyLimits } from "./MyLimits";
import { useKeyNames, useMyUsage } from "./queries";
import { stack } from "./stack";

/** What one has used oneself, and how much one may. Nobody else sees it. */
export function UsagePage() {
  const { t } = useTranslation(["usage", "app"]);
  const [month, setMonth] = useState<Month>(() => monthOf(new Date()));
  const usage = useMyUsage(month);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-4xl px-4 pb-16 sm:px-8">
        <PageBar title={t("title")} />
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-6 text-sm text-muted-foreground">{t("lead")}</p>
        <MyLimits />
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <MonthPicker month={month} onChange={setMonth} />
          <Exports path="/api/me/usage/export" query={{ month }} />
        </div>
        {usage.isPending && <Spinner />}
        {usage.isError && <Notice kind="error" title={errorText(usage.error, t).title} />}
        {usage.data && <Month month={month} days={usage.data.items} />}
      </div>
    </div>
  );
}

function Month({ month, days }: { month: Month; days: readonly UsageDay[] }) {
  const { t } = useTranslation(["usage", "app"]);
  const [measure, setMeasure] = useState<Measure>("tokens");
  const [now] = useState(() => new Date());
  const keys = useKeyNames();
  if (days.length === 0) {
    return (
      <EmptyState icon={ChartColumn} title={t("empty.title", { month: monthName(month) })}>
        {t("empty.body")}
      </EmptyState>
    );
  }
  const currency = currencyOf(days);
  const chosen = measure === "cost" && currency === null ? "tokens" : measure;
  const made = stack(
    days.map((row) => ({ day: row.day, series: row.model, value: figure(row, chosen, currency) })),
    daysOf(month, now),
  );
  const by = (id: string | null) => (id === null ? t("inBrowser") : keys.data?.get(id) ?? t("oldKey"));
  const columns: Column<UsageDay>[] = [
    { key: "day", name: t("columns.day"), cell: (row) => dayName(row.day) },
    { key: "model", name: t("columns.model"), cell: (row) => row.model },
    { key: "key", name: t("columns.by"), cell: (row) => by(row.key_id) },
    { key: "calls", name: t("columns.calls"), cell: (row) => number(row.calls), figure: true },
    { key: "prompt", name: t("columns.prompt"), cell: (row) => number(row.prompt_tokens), figure: true },
    { key: "answer", name: t("columns.answer"), cell: (row) => number(row.completion_tokens), figure: true },
    { key: "cost", name: t("columns.cost"), cell: (row) => (row.currency === null ? t("free") : money(row.cost_micros, row.currency)), figure: true },
  ];
  return (
    <div className="space-y-4">
      <Segments
        label={t("measure")}
        value={chosen}
        options={measures.filter((one) => one !== "cost" || currency !== null).map((value) => ({ value, label: t(`measures.${value}`) }))}
        onChange={setMeasure}
      />
      <Chart label={t("chart.own", { month: monthName(month) })} made={made} nameOf={(series) => series ?? t("others")} show={shower(chosen, currency, t)} />
      <Table label={t("table.own", { month: monthName(month) })} columns={columns} rows={days} keyOf={(row) => `${row.day} ${row.model} ${row.key_id} ${row.currency}`} />
    </div>
  );
}
