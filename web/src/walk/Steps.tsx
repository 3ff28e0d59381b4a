import { Check, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Step } from "~/api/types";
import { classes } from "~/ui/classes";

/** What happened so far: each step with what was seen, word for word, and how the same is done in earnest. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation("walk");
  return (
    <ol aria-label={t("steps")} className="space-y-5">
      {steps.map((step) => (
        <OneStep key={step.id} step={step} />
      ))}
    </ol>
  );
}

function OneStep({ step }: { step: Step }) {
  const { t } = useTranslation("walk");
  const held = step.held !== false;
  const Icon = held ? Check : TriangleAlert;
  return (
    <li className="flex gap-3">
      <span className={classes("mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-full", held ? "bg-local-soft text-local" : "bg-destructive-soft text-destructive")}>
        <Icon aria-hidden="true" className="size-3.5" />
        <span className="sr-only">{t(held ? "promised" : "notPromised")}</span>
      </span>
      <div className="min-w-0 flex-1 space-y-1.5">
        <h3 className="text-sm font-medium">{t(`step.${step.id}.title`)}</h3>
        <p className="text-[0.8125rem] text-muted-foreground">{t(`step.${step.id}.body`)}</p>
        {/* What the server and its commands print is English. */}
        <pre lang="en" dir="ltr" translate="no" className="rounded-lg border border-border bg-background px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {step.seen.join("\n")}
        </pre>
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-xs text-muted-foreground">
          <span>{t("earnest")}</span>
          {step.place !== "" && <span>{t(`step.${step.id}.place`)}</span>}
          {step.command !== "" && (
            <code dir="ltr" className="rounded border border-border bg-background px-1.5 py-0.5 font-mono wrap-anywhere text-foreground">
              {step.command}
            </code>
          )}
        </p>
      </div>
    </li>
  );
}
