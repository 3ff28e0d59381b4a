import { ShieldOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "~/api/types";
import { number } from "~/i18n/format";
import { classes } from "~/ui/classes";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { factsWords, placeWords } from "~/destination/terms";

/** What a person should know before choosing a model. */
export function ModelFacts({ model }: { model: Model }) {
  const { t } = useTranslation("app");
  const facts = factsWords(model.destination, model.terms, t);
  const off = model.refused || model.state === "unavailable";
  return (
    <div className="min-w-0 flex-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <bdi className={classes("text-sm font-medium", off && "text-muted-foreground")}>
          {model.name}
        </bdi>
        <DestinationBadge destination={model.destination} tip={false} />
        {model.state !== "ready" && <span className="text-xs text-muted-foreground">{t(`model.${model.state}`)}</span>}
      </div>
      {(model.demo || model.description !== model.name) && (
        <p className={classes("mt-0.5 text-[0.8125rem]", model.demo ? "text-external" : "text-muted-foreground")}>
          {model.demo ? t("model.demo") : <bdi>{model.description}</bdi>}
        </p>
      )}
      <p className="mt-0.5 text-xs text-muted-foreground">
        {placeWords(model.destination, t)} {facts}
      </p>
      {model.refused && <p className="mt-1 text-xs font-medium">{t("model.refused")}</p>}
      {model.unguarded && <Unguarded />}
      {!off && <p className="mt-0.5 text-xs text-muted-foreground">{t("model.context", { tokens: number(model.context_tokens) })}</p>}
    </div>
  );
}

/** Nothing looks at the words before they leave. */
export function Unguarded() {
  const { t } = useTranslation("app");
  return (
    <p className="mt-1 flex items-start gap-1.5 text-xs font-medium text-external">
      <ShieldOff aria-hidden="true" className="mt-px size-3.5 shrink-0" />
      {t("model.unguarded")}
    </p>
  );
}
