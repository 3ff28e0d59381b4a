import type { TFunction } from "i18next";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DepartureSums } from "~/api/types";
import { number } from "~/i18n/format";
import { EmptyState } from "~/ui/EmptyState";
import { Notice } from "~/ui/Notice";
import { Chart } from "~/usage/Chart";
import { Table, type Column } from "~/usage/Figures";
import { lastDays } from "~/privacy/last-days";
import { stack } from "~/usage/stack";
import { together, type Row } from "./sums";

/** What left: a bar for each day by destination, and a table with bytes. */
export function Left({ found }: { found: DepartureSums }) {
  const { t } = useTranslation("proof");
  const [now] = useState(() => new Date());
  const left = found.items.filter((sum) => sum.cause === null);
  const made = stack(left.map((sum) => ({ day: sum.day, series: sum.destination, value: sum.calls })), lastDays(found.days, now));
  const columns: Column<Row>[] = [
    ...placeColumns(t),
    { key: "calls", name: t("left.columns.calls"), cell: (row) => number(row.calls), figure: true },
    { key: "bytes", name: t("left.columns.bytes"), cell: (row) => number(row.bytes), figure: true },
  ];
  return (
    <div className="space-y-4">
      <Counting found={found} />
      {left.length === 0 && found.counted >= found.of && (
        <EmptyState icon={ShieldCheck} title={t("left.empty")}>
          {t("left.emptyBody")}
        </EmptyState>
      )}
      {left.length > 0 && (
        <>
          <Chart
            label={t("left.chart", { count: found.days })}
            made={made}
            nameOf={(name) => name ?? t("left.others")}
            show={(value) => t("left.calls", { count: value, shown: number(value) })}
          />
          <Table label={t("left.table", { count: found.days })} columns={columns} rows={together(left)} keyOf={keyOf} />
        </>
      )}
    </div>
  );
}

/** What was not let go, with the cause. */
export function Refused({ found }: { found: DepartureSums }) {
  const { t } = useTranslation("proof");
  const refused = found.items.filter((sum) => sum.cause !== null);
  if (refused.length === 0) return <p className="text-sm text-muted-foreground">{t("refused.none")}</p>;
  const columns: Column<Row>[] = [
    ...placeColumns(t),
    { key: "cause", name: t("refused.cause"), cell: (row) => t(`refused.causes.${row.cause ?? ""}`, { defaultValue: row.cause ?? "" }) },
    { key: "calls", name: t("refused.attempts"), cell: (row) => number(row.calls), figure: true },
  ];
  return <Table label={t("refused.table", { count: found.days })} columns={columns} rows={together(refused)} keyOf={keyOf} />;
}

function placeColumns(t: TFunction<"proof">): Column<Row>[] {
  return [
    { key: "destination", name: t("left.columns.destination"), cell: (row) => row.destination },
    { key: "where", name: t("left.columns.where"), cell: (row) => t(`left.classes.${row.where}`, { defaultValue: row.where }) },
  ];
}

function keyOf(row: Row): string {
  return JSON.stringify([row.destination, row.where, row.cause]);
}

/** A record of a million entries is not counted in one look. */
function Counting({ found }: { found: DepartureSums }) {
  const { t } = useTranslation("proof");
  return (
    <>
      {found.counted < found.of && (
        <div>
          <p className="mb-1.5 text-sm text-muted-foreground tabular-nums">{t("left.counting", { counted: number(found.counted), of: number(found.of) })}</p>
          <progress className="block h-1.5 w-full accent-primary" aria-label={t("left.progress")} value={found.counted} max={found.of} />
        </div>
      )}
      {found.unreadable > 0 && <Notice kind="error" title={t("left.unreadable", { count: found.unreadable, shown: number(found.unreadable) })} />}
    </>
  );
}
