import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { ruleTitle } from "~/guard/kinds";
import { dayOf, number } from "~/i18n/format";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Segments } from "~/ui/Segments";
import { Spinner } from "~/ui/Spinner";
import { Table, type Column } from "~/usage/Figures";
import { outcomes, rateOf, type Counts, type RuleCount } from "./counts";
import { RuleBars } from "./RuleBars";
import { Section } from "./Section";

const spans = ["30", "60", "90"] as const;

/** What each rule saw and did, and how often people went on nevertheless. Numbers only, of five people or more. */
export function CountsPage() {
  const { t } = useTranslation(["policy", "app"]);
  const [days, setDays] = useState<(typeof spans)[number]>("30");
  const counts = useQuery({ queryKey: ["admin", "guard", "counts", days], queryFn: ({ signal }) => call<Counts>("GET", "/api/admin/guard/counts", { query: { days }, signal }) });
  return (
    <Section
      title={t("counts.title")}
      lead={counts.data && t("counts.lead", { count: counts.data.fewest, since: dayOf(counts.data.since) })}
      action={<Segments label={t("counts.span")} value={days} options={spans.map((value) => ({ value, label: t("counts.days", { count: Number(value) }) }))} onChange={setDays} />}
    >
      {counts.isPending && <Spinner />}
      {counts.isError && <Notice kind="error" title={errorText(counts.error, t).title} />}
      {counts.data && <Figures counts={counts.data} />}
    </Section>
  );
}

function Figures({ counts }: { counts: Counts }) {
  const { t } = useTranslation(["policy", "guard"]);
  const { items, fewest } = counts;
  if (items.length === 0) {
    return (
      <EmptyState icon={ChartColumn} title={t("counts.none")}>
        {t("counts.noneBody")}
      </EmptyState>
    );
  }
  const few = t("counts.few", { count: fewest });
  // The lead says what the dash means.
  const figure = (value: number | null) => (value === null ? "–" : number(value));
  const nameOf = (row: RuleCount) => [row.title === null ? (row.rule ?? t("counts.noRule")) : ruleTitle(row.title, t), row.mode === "record" ? t("counts.dry") : ""].filter(Boolean).join(" · ");
  const columns: Column<RuleCount>[] = [
    { key: "rule", name: t("counts.columns.rule"), cell: nameOf },
    { key: "people", name: t("counts.columns.people"), cell: (row) => figure(row.people), figure: true },
    { key: "seen", name: t("counts.columns.seen"), cell: (row) => figure(row.seen), figure: true },
    ...outcomes.map((name): Column<RuleCount> => ({ key: name, name: t(`counts.outcome.${name}`), cell: (row) => figure(row[name]), figure: true })),
    { key: "overridden", name: t("counts.columns.overridden"), cell: (row) => figure(row.overridden), figure: true },
    { key: "rate", name: t("counts.columns.rate"), cell: (row) => rateOf(row) ?? "–", figure: true },
  ];
  return (
    <div className="space-y-5">
      <RuleBars rows={items} nameOf={nameOf} few={few} />
      <Table label={t("counts.table")} columns={columns} rows={items} keyOf={(row) => `${row.rule ?? ""} ${row.mode}`} />
    </div>
  );
}
