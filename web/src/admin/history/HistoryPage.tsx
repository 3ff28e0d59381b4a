import { useTranslation } from "react-i18next";
import type { HistoryBody } from "~/api/types";
import { Section } from "~/admin/guard/Section";
import { Select } from "~/ui/Select";
import { Spinner } from "~/ui/Spinner";
import { useHistoryRules } from "./queries";

const words = ["free", "kept", "off"] as const;

/** Whether chats are kept: what is said for everybody, and for each group. */
export function HistoryPage() {
  const { t } = useTranslation("admin");
  const { rules, groups, set } = useHistoryRules();
  if (rules.isPending) return <Spinner />;
  const said = (group: string | null) => rules.data?.items.find((rule) => rule.group === group)?.history ?? "free";
  const line = (group: string | null, name: string) => (
    <li key={group} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <bdi className="min-w-0 text-sm font-medium">{name}</bdi>
      <div className="w-60 max-sm:w-full">
        <Select
          label={t("history.whom", { name })}
          value={said(group)}
          options={words.map((value) => ({ value, label: t(`history.${value}`) }))}
          onChange={(history: HistoryBody["history"]) => set.mutate({ group, history })}
        />
      </div>
    </li>
  );
  return (
    <div className="grid gap-8">
      <Section title={t("history.title")} lead={t("history.lead")}>
        <ul className="divide-y divide-border">{line(null, t("history.everybody"))}</ul>
        <p className="mt-2 max-w-2xl text-xs text-muted-foreground">{t("history.note")}</p>
      </Section>
      <Section title={t("history.groups")}>
        {groups.length === 0 ? <p className="text-sm text-muted-foreground">{t("history.noGroups")}</p> : <ul className="divide-y divide-border">{groups.map((group) => line(group.id, group.name))}</ul>}
      </Section>
    </div>
  );
}
