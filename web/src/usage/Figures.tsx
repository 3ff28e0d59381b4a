import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { address } from "~/api/call";
import { Select } from "~/ui/Select";
import { lastMonths, monthName, type Month } from "./months";

/** Which month is shown. */
export function MonthPicker({ month, onChange }: { month: Month; onChange: (month: Month) => void }) {
  const { t } = useTranslation("usage");
  const [now] = useState(() => new Date());
  const options = lastMonths(now).map((value) => ({ value, label: monthName(value) }));
  return (
    <div className="w-52">
      <Select label={t("month")} value={month} options={options} onChange={onChange} />
    </div>
  );
}

/** The month as a file, for spreadsheets and for programs. */
export function Exports({ path, query }: { path: string; query: Readonly<Record<string, string>> }) {
  const { t } = useTranslation("usage");
  return (
    <span className="flex gap-2">
      {(["csv", "json"] as const).map((format) => (
        <a
          key={format}
          href={address(path, { ...query, format })}
          download
          className="control inline-flex items-center gap-2 rounded-lg border border-input px-3 text-sm transition-colors hover:bg-accent"
        >
          <Download aria-hidden="true" className="size-4" />
          {t(`export.${format}`)}
        </a>
      ))}
    </span>
  );
}

export interface Column<Row> {
  key: string;
  name: string;
  cell: (row: Row) => string;
  /** Figures stand at the end of their column. */
  figure?: boolean;
}

/** All figures in rows; it scrolls sideways by itself on a phone. */
export function Table<Row>({ label, columns, rows, keyOf }: { label: string; columns: readonly Column<Row>[]; rows: readonly Row[]; keyOf: (row: Row) => string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div role="region" aria-label={label} tabIndex={0} className="scrolls-sideways overflow-x-auto rounded-xl border border-border">
      <table className="w-full text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-border text-muted-foreground">
            {columns.map(({ key, name, figure }) => (
              <th key={key} scope="col" className={figure ? "px-4 py-2.5 text-end font-medium" : "px-4 py-2.5 text-start font-medium"}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-border">
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ key, cell, figure }) => (
                <td key={key} className={figure ? "px-4 py-2 text-end whitespace-nowrap tabular-nums" : "min-w-36 px-4 py-2 text-start wrap-anywhere"}>
                  <bdi>{cell(row)}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
