import { Brain, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { BrainList } from "../BrainList";
import { Accounts } from "./Accounts";
import { ModelDialogs, type Shown } from "./ModelDialogs";
import { ModelLine } from "./ModelLine";
import { useAdminModels } from "./queries";

/** The catalogue, what was found on this machine, and the accounts at providers. */
export function ModelsPage() {
  const { t } = useTranslation(["models", "app"]);
  const models = useAdminModels();
  const [shown, setShown] = useState<Shown | null>(null);
  const items = models.data?.items ?? [];
  const add = (
    <Button variant="primary" onClick={() => setShown({ step: "add" })}>
      <Plus aria-hidden="true" className="size-4" />
      {t("page.add")}
    </Button>
  );
  return (
    <div className="space-y-12">
      <section aria-labelledby="models">
        <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
          <div className="min-w-0 flex-1 basis-72">
            <h2 id="models" className="text-lg font-semibold tracking-tight">
              {t("page.title")}
            </h2>
            <p className="mt-1 text-sm text-muted-foreground">{t("page.lead")}</p>
          </div>
          {items.length > 0 && add}
        </div>
        {models.isPending && <Spinner />}
        {models.isError && <Notice kind="error" title={errorText(models.error, t).title} />}
        {models.isSuccess && items.length === 0 && (
          <div className="rounded-xl border border-dashed border-border">
            <EmptyState icon={Brain} title={t("page.none")} action={add}>
              {t("page.noneBody")}
            </EmptyState>
          </div>
        )}
        <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
          {items.map((model) => (
            <ModelLine key={model.id} model={model} onStep={(step) => setShown({ step, id: model.id })} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="brains">
        <h2 id="brains" className="text-lg font-semibold tracking-tight">
          {t("page.found")}
        </h2>
        <p className="mt-1 mb-4 text-sm text-muted-foreground">{t("page.foundLead")}</p>
        <BrainList />
      </section>
      <Accounts />
      <ModelDialogs shown={shown} onShow={setShown} />
    </div>
  );
}
