import { Link } from "@tanstack/react-router";
import { ArrowRight, KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "~/ui/Button";
import { Mark } from "~/ui/Mark";
import { BrainList } from "./BrainList";
import { ModelDialogs, type Shown } from "./models/ModelDialogs";
import { useAdminModels } from "./models/queries";
import { useBrains } from "./queries";

/** The last step of setting up: a better model than the demo one, if this machine has it. Can be passed over. */
export function BrainOffer() {
  const { t } = useTranslation(["admin", "models"]);
  const [shown, setShown] = useState<Shown | null>(null);
  const found = useBrains().data?.items.some((brain) => brain.enabled) ?? false;
  const added = useAdminModels().data?.items.some((model) => model.enabled && model.kind !== "builtin") ?? false;
  const using = found || added;
  return (
    <div className="flex min-h-full flex-col items-center bg-sidebar px-4 py-10 sm:justify-center">
      <main className="w-full max-w-xl">
        <div className="mb-7 flex flex-col items-center text-center">
          <Mark className="mb-5 size-11" />
          <h1 className="text-2xl font-semibold tracking-tight">{t("offer.title")}</h1>
          <p className="mt-2 max-w-md text-[0.9375rem] text-muted-foreground">{t("offer.lead")}</p>
        </div>
        <div className="rounded-2xl border border-border bg-card p-6 shadow-soft sm:p-8">
          <BrainList />
          <div className="mt-5 flex flex-wrap items-center justify-between gap-3 border-t border-border pt-5">
            <p className="max-w-xs text-[0.8125rem] text-muted-foreground">{t("models:offer.hint")}</p>
            <Button variant="outline" onClick={() => setShown({ step: "add" })}>
              <KeyRound aria-hidden="true" className="size-4" />
              {t("models:offer.action")}
            </Button>
          </div>
          <div className="mt-6 flex flex-wrap items-center justify-between gap-3 border-t border-border pt-5">
            <p className="max-w-xs text-[0.8125rem] text-muted-foreground">{t("offer.later")}</p>
            <Link to="/" className={buttonClass(using ? "primary" : "secondary", "lg")}>
              {t(using ? "offer.start" : "offer.skip")}
              <ArrowRight aria-hidden="true" className="size-4 rtl:-scale-x-100" />
            </Link>
          </div>
        </div>
      </main>
      <ModelDialogs shown={shown} onShow={setShown} />
    </div>
  );
}
