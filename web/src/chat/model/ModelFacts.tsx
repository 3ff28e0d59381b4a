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
  const off = model.state === "unavailable";
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
      {!off && <p className="mt-0.5 text-xs text-muted-foreground">{t("model.context", { tokens: number(model.context_tokens) })}</p>}
    </div>
  );
}
