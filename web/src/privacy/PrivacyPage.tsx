import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { openPanel } from "~/ui/panels";
import { PageBar } from "~/ui/PageBar";
import { Spinner } from "~/ui/Spinner";
import { Departures, GuardSums } from "./Departures";
import { days, useDepartures, useGuardCounts, useTraining } from "./queries";
import { TrainingConsent } from "./TrainingConsent";

/** What became of one's words, who could read them, and what one can do about it. Nobody else sees it. */
export function PrivacyPage() {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["privacy", "usage"]);
  const navigate = useNavigate();
  const departures = useDepartures();
  const guard = useGuardCounts();
  const training = useTraining();
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-4xl px-4 pb-16 sm:px-8">
        <PageBar title={t("title")} />
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-8 text-sm text-muted-foreground">{t("lead", { count: days })}</p>
        <div className="space-y-10">
          <Section id="left" title={t("left.title")}>
            <Loaded query={departures}>{(found) => <Departures days={days} items={found.items} />}</Loaded>
          </Section>
          <Section id="guarded" title={t("guard.title")}>
            <Loaded query={guard}>{(found) => <GuardSums counts={found} />}</Loaded>
          </Section>
          <Section id="readers" title={t("readers.title")}>
            <p className="text-sm text-muted-foreground">{t("readers.body")}</p>
          </Section>
          <Section id="training" title={t("training.title")}>
            <Loaded query={training}>{(found) => <TrainingConsent training={found} />}</Loaded>
          </Section>
          <Section id="proof" title={t("proof.title")}>
            <p className="mb-3 text-sm text-muted-foreground">{t("proof.body")}</p>
            <Button variant="outline" onClick={() => openPanel("walk")}>
              {t("proof.open")}
            </Button>
          </Section>
          <Section id="yours" title={t("yours.title")}>
            <p className="mb-3 text-sm text-muted-foreground">{t("yours.body")}</p>
            <div className="flex flex-wrap gap-2">
              <Button variant="outline" onClick={() => void navigate({ to: ".", search: { settings: "data" } })}>
                {t("yours.data")}
              </Button>
              <Button variant="outline" onClick={() => void navigate({ to: ".", search: { settings: "security" } })}>
                {t("yours.sessions")}
              </Button>
            </div>
          </Section>
        </div>
      </div>
    </div>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`privacy-${id}`}>
      <h2 id={`privacy-${id}`} className="mb-3 text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Loaded<T>({ query, children }: { query: { data: T | undefined; error: unknown }; children: (found: T) => ReactNode }) {
  const { t } = useTranslation("app");
  if (query.data !== undefined) return children(query.data);
  return query.error ? <Notice kind="error" title={errorText(query.error, t).title} /> : <Spinner />;
}
