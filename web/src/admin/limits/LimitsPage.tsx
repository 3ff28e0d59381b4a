import { Gauge, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Limit } from "~/api/types";
import { Button } from "~/ui/Button";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { IconButton } from "~/ui/IconButton";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { BudgetBar } from "~/usage/BudgetBar";
import { Section } from "../guard/Section";
import { LimitDialog } from "./LimitDialog";
import { useLimitChanges, useLimits, useSubjects } from "./queries";
import { boundsOf, whomOf } from "./whom";

/** Limits and budgets. The strictest of those that apply to a call counts. */
export function LimitsPage() {
  const { t } = useTranslation(["usage", "app"]);
  const limits = useLimits();
  const subjects = useSubjects();
  const [edited, setEdited] = useState<Limit | "new" | null>(null);
  const [removed, setRemoved] = useState<Limit | null>(null);
  const { remove } = useLimitChanges(() => undefined);
  const items = limits.data?.items ?? [];
  return (
    <Section
      title={t("limits.pageTitle")}
      lead={t("limits.adminLead")}
      action={
        <Button variant="primary" onClick={() => setEdited("new")}>
          <Plus aria-hidden="true" className="size-4" />
          {t("limits.add")}
        </Button>
      }
    >
      {limits.isPending && <Spinner />}
      {limits.isError && <Notice kind="error" title={errorText(limits.error, t).title} />}
      {limits.isSuccess && items.length === 0 && (
        <EmptyState icon={Gauge} title={t("limits.none")}>
          {t("limits.noneBody")}
        </EmptyState>
      )}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((limit) => (
          <li key={limit.id} className="flex items-start gap-2 px-4 py-3">
            <Line limit={limit} whom={whomOf(limit, subjects, t)} />
            <IconButton label={t("limits.edit", { name: whomOf(limit, subjects, t) })} onClick={() => setEdited(limit)}>
              <Pencil aria-hidden="true" className="size-4" />
            </IconButton>
            <IconButton label={t("limits.remove", { name: whomOf(limit, subjects, t) })} onClick={() => setRemoved(limit)}>
              <Trash2 aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      {edited !== null && <LimitDialog limit={edited === "new" ? null : edited} subjects={subjects} onClose={() => setEdited(null)} />}
      <ConfirmDialog
        open={removed !== null}
        onOpenChange={() => setRemoved(null)}
        title={t("limits.removeTitle")}
        description={removed && t("limits.removeBody", { name: whomOf(removed, subjects, t) })}
        action={t("limits.removeNow")}
        busy={remove.isPending}
        onConfirm={() => removed && remove.mutate(removed.id, { onSettled: () => setRemoved(null) })}
      />
    </Section>
  );
}

function Line({ limit, whom }: { limit: Limit; whom: string }) {
  const { t } = useTranslation("usage");
  const bounds = boundsOf(limit, t);
  return (
    <div className="min-w-0 flex-1 text-sm">
      <p dir="auto" className="truncate font-medium">
        {whom}
      </p>
      {bounds && <p className="text-muted-foreground">{bounds}</p>}
      {limit.budget_micros !== null && limit.currency !== null && <BudgetBar spent={limit.spent_micros} budget={limit.budget_micros} currency={limit.currency} />}
    </div>
  );
}
