import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ruleTitle } from "~/guard/kinds";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { Tag } from "../Tag";
import { Fold } from "../models/Fold";
import type { RuleBody } from "./body";
import { useKinds } from "./queries";
import { RuleDialog } from "./RuleDialog";
import { ruleWords } from "./words";

interface RuleListProps {
  rules: readonly RuleBody[];
  onChange: (rules: RuleBody[]) => void;
}

/** Every rule by itself, for those who need more than the table. */
export function RuleList({ rules, onChange }: RuleListProps) {
  const { t } = useTranslation(["policy", "guard", "app"]);
  const kinds = useKinds();
  const [edited, setEdited] = useState<RuleBody | "new" | null>(null);
  const put = (rule: RuleBody) => {
    const known = rules.some(({ id }) => id === rule.id);
    onChange(known ? rules.map((one) => (one.id === rule.id ? rule : one)) : [...rules, rule]);
    setEdited(null);
  };
  return (
    <Fold title={t("rules.title", { count: rules.length })}>
      <p className="max-w-2xl text-sm text-muted-foreground">{t("rules.lead")}</p>
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {rules.map((rule) => (
          <li key={rule.id} className="flex items-start gap-2 px-4 py-3">
            <div className="min-w-0 flex-1 text-sm">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                <bdi>{ruleTitle(rule.title, t)}</bdi>
                <Tag>{rule.id}</Tag>
              </p>
              <p className="text-muted-foreground">{ruleWords(rule, kinds, t)}</p>
              {rule.valves.length > 0 && <p className="text-[0.8125rem] text-muted-foreground">{t("rules.valves", { valves: rule.valves.map((valve) => t(`valve.${valve}.title`)).join(", ") })}</p>}
            </div>
            <IconButton label={t("rules.edit", { title: rule.title })} onClick={() => setEdited(rule)}>
              <Pencil aria-hidden="true" className="size-4" />
            </IconButton>
            <IconButton label={t("rules.remove", { title: rule.title })} onClick={() => onChange(rules.filter(({ id }) => id !== rule.id))}>
              <Trash2 aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button onClick={() => setEdited("new")}>
        <Plus aria-hidden="true" className="size-4" />
        {t("rules.add")}
      </Button>
      {edited !== null && <RuleDialog rule={edited === "new" ? null : edited} rules={rules} onPut={put} onClose={() => setEdited(null)} />}
    </Fold>
  );
}
