import { Cpu, FileBox, RefreshCw, Server } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Brain } from "~/api/types";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { BrainDialog } from "./BrainDialog";
import { useBrains } from "./queries";
import { Tag } from "./Tag";

/** What was found on this machine that could answer: offered, never taken. */
export function BrainList() {
  const { t } = useTranslation(["admin", "app"]);
  const brains = useBrains();
  const [chosen, setChosen] = useState<Brain | null>(null);
  const items = brains.data?.items ?? [];
  if (brains.isPending) {
    return (
      <p role="status" className="flex items-center gap-3 rounded-xl border border-border px-4 py-6 text-sm text-muted-foreground">
        <Spinner />
        {t("brains.looking")}
      </p>
    );
  }
  return (
    <div>
      {brains.isError && <Notice kind="error" title={errorText(brains.error, t).title} />}
      {items.length === 0 && !brains.isError && (
        <div className="rounded-xl border border-dashed border-border">
          <EmptyState icon={Cpu} title={t("brains.none")}>
            {t("brains.noneBody")}
          </EmptyState>
        </div>
      )}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((brain) => (
          <BrainLine key={brain.id} brain={brain} onChoose={() => setChosen(brain)} />
        ))}
      </ul>
      <Button variant="ghost" size="sm" className="mt-2" busy={brains.isFetching} onClick={() => void brains.refetch()}>
        {!brains.isFetching && <RefreshCw aria-hidden="true" className="size-3.5" />}
        {t("brains.again")}
      </Button>
      {chosen && <BrainDialog brain={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

function BrainLine({ brain, onChoose }: { brain: Brain; onChoose: () => void }) {
  const { t } = useTranslation("admin");
  const Icon = brain.kind === "gguf" ? FileBox : Server;
  return (
    <li className="flex items-center gap-3.5 px-4 py-3.5">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{brain.title}</p>
        <p dir="auto" className="truncate text-[0.8125rem] text-muted-foreground">
          {brain.detail}
        </p>
      </div>
      {brain.enabled ? (
        <Tag kind="good">{t("brains.inUse")}</Tag>
      ) : (
        <Button size="sm" variant="outline" onClick={onChoose} aria-label={t("brains.useNamed", { name: brain.title })}>
          {t("brains.use")}
        </Button>
      )}
    </li>
  );
}
