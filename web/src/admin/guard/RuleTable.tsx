import { useTranslation } from "react-i18next";
import type { DestinationClass } from "~/api/types";
import { classLooks } from "~/destination/DestinationBadge";
import type { Action } from "~/guard/types";
import { classes } from "~/ui/classes";
import { Select } from "~/ui/Select";
import { actions, classes as farness, type RuleBody } from "./body";
import { Section } from "./Section";
import { cellOf, rowNames, withCell, type RowName } from "./table";

interface RuleTableProps {
  rules: readonly RuleBody[];
  onChange: (rules: RuleBody[]) => void;
}

const whole = new Set<RowName>(["labels", "pictures", "unread"]);

/** What can be chosen: nothing stands in for a whole text, and what is here is kept here anyway. */
function choices(row: RowName, far: DestinationClass): readonly Action[] {
  return actions.filter((action) => !(action === "stand_in" && whole.has(row)) && !(action === "keep_local" && far === "local"));
}

/** For everybody and every model: what happens to each family of findings on the way to each class of destinations. */
export function RuleTable({ rules, onChange }: RuleTableProps) {
  const { t } = useTranslation(["policy", "app"]);
  return (
    <Section title={t("table.title")} lead={t("table.lead")}>
      <div className="overflow-hidden rounded-xl border border-border">
        <div aria-hidden="true" className="hidden grid-cols-[minmax(0,1.3fr)_repeat(3,minmax(0,1fr))] gap-3 border-b border-border bg-muted px-4 py-2.5 sm:grid">
          <span />
          {farness.map((far) => (
            <ClassName key={far} far={far} />
          ))}
        </div>
        <ul className="divide-y divide-border">
          {rowNames.map((row) => (
            <li key={row} className="grid items-start gap-3 px-4 py-3.5 sm:grid-cols-[minmax(0,1.3fr)_repeat(3,minmax(0,1fr))]">
              <div className="min-w-0">
                <p className="text-sm font-medium">{t(`row.${row}.title`)}</p>
                <p className="text-[0.8125rem] text-muted-foreground">{t(`row.${row}.body`)}</p>
              </div>
              {farness.map((far) => (
                <Cell key={far} row={row} far={far} rules={rules} onChange={onChange} />
              ))}
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}

function ClassName({ far }: { far: DestinationClass }) {
  const { t } = useTranslation("app");
  const { icon: Icon, look } = classLooks[far];
  return (
    <span className="flex items-center gap-2 text-[0.8125rem] font-medium">
      <span className={classes("inline-flex size-5 items-center justify-center rounded-full", look)}>
        <Icon aria-hidden="true" className="size-3" />
      </span>
      {t(`destination.${far}`)}
    </span>
  );
}

function Cell({ row, far, rules, onChange }: RuleTableProps & { row: RowName; far: DestinationClass }) {
  const { t } = useTranslation(["policy", "app"]);
  const { action, varies } = cellOf(rules, row, far);
  const named = (one: Action) => t(`action.${one === "stand_in" && row === "secrets" ? "remove" : one}`);
  const offered = choices(row, far);
  const options = (offered.includes(action) ? offered : [...offered, action]).map((value) => ({ value, label: named(value) }));
  const set = (chosen: Action) => {
    const title = t("made", { what: t(`row.${row}.title`), outcome: named(chosen), where: t(`app:destination.${far}`) });
    onChange(withCell(rules, { row, far, action: chosen, title }));
  };
  return (
    <div className="min-w-0">
      <div className="mb-1 sm:hidden">
        <ClassName far={far} />
      </div>
      <Select label={t("table.cell", { what: t(`row.${row}.title`), where: t(`app:destination.${far}`) })} value={action} options={options} onChange={set} className="w-full" />
      {varies && <p className="mt-1 text-xs text-muted-foreground">{t("table.varies")}</p>}
    </div>
  );
}
