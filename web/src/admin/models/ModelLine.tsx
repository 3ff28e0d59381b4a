import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AdminModel } from "~/api/types";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { factsWords, placeWords } from "~/destination/terms";
import { number, relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { Switch } from "~/ui/Switch";
import { Tag } from "../Tag";
import { ModelMenu } from "./ModelMenu";
import { useChangeModel } from "./queries";

export type ModelStep = "test" | "edit";

interface ModelLineProps {
  model: AdminModel;
  onStep: (step: ModelStep) => void;
}

/** A model of the catalogue: what it is, where its words go, whether people may choose it. */
export function ModelLine({ model, onStep }: ModelLineProps) {
  const { t } = useTranslation(["models", "app"]);
  const change = useChangeModel(false);
  return (
    <li className="px-4 py-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <bdi>{model.name}</bdi>
            {model.destination && <DestinationBadge destination={model.destination} tip={false} />}
            <ModelTags model={model} />
          </h3>
          <Facts model={model} />
        </div>
        <ModelMenu model={model} onStep={onStep} />
      </div>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-border/60 pt-3">
        <div className="min-w-48">
          <Switch label={t("line.enabled")} checked={model.enabled} disabled={model.default} onChange={(enabled) => change.mutate({ id: model.id, body: { enabled } })} />
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <LastTest model={model} />
          <Button size="sm" variant="outline" aria-label={t("line.testNamed", { name: model.name })} onClick={() => onStep("test")}>
            {t("line.test")}
          </Button>
        </div>
      </div>
    </li>
  );
}

function ModelTags({ model }: { model: AdminModel }) {
  const { t } = useTranslation(["models", "app"]);
  return (
    <>
      {model.default && (
        <Tag kind="note">
          <Star aria-hidden="true" className="me-1 size-3" />
          {t("line.isDefault")}
        </Tag>
      )}
      {model.kind === "builtin" && <Tag kind="warn">{t("line.demo")}</Tag>}
      {!model.enabled && <Tag>{t("line.off")}</Tag>}
      {model.enabled && model.state !== "ready" && <Tag kind={model.state === "unavailable" ? "bad" : "plain"}>{t(`app:model.${model.state}`)}</Tag>}
    </>
  );
}

function Facts({ model }: { model: AdminModel }) {
  const { t } = useTranslation(["models", "app"]);
  const { abilities, destination, terms } = model;
  const can = (["images", "tools", "reasoning", "structured", "embeds"] as const).filter((name) => abilities[name]).map((name) => t(`abilities.${name}`));
  const size = abilities.context_tokens && t("app:model.context", { tokens: number(abilities.context_tokens) });
  const upstreams = [...new Set(model.places.map((place) => place.upstream_model))];
  return (
    <div className="mt-1 space-y-0.5 text-[0.8125rem] text-muted-foreground">
      {model.kind === "builtin" ? <p className="text-external">{t("app:model.demo")}</p> : <p><bdi>{model.description || upstreams.join(", ") || model.file}</bdi></p>}
      {destination && terms && (
        <p>
          {placeWords(destination, t)} {factsWords(destination, terms, t)}
        </p>
      )}
      <p>{[model.fit_for_work ? t("line.fit") : t("line.unfit"), can.length > 0 && t("line.can", { list: can.join(", ") }), size].filter(Boolean).join(" · ")}</p>
      {model.places.length > 1 && <p>{t("line.places", { count: model.places.length })}</p>}
      {model.trouble && (
        <p dir="ltr" lang="en" className="text-destructive rtl:text-end">
          {model.trouble}
        </p>
      )}
    </div>
  );
}

function LastTest({ model }: { model: AdminModel }) {
  const { t } = useTranslation("models");
  if (!model.tested) return <span className="text-[0.8125rem] text-muted-foreground">{t("line.untested")}</span>;
  const { at, code } = model.tested;
  const words = code === null ? t("line.tested") : t(`codes.${code}.title`, { defaultValue: t("line.failed"), model: model.upstream_model, destination: model.destination?.name ?? model.name });
  return (
    <span className={code === null ? "text-[0.8125rem] text-muted-foreground" : "text-[0.8125rem] text-destructive"}>
      <time dateTime={at}>{relativeTime(at)}</time>
      {`: ${words}`}
    </span>
  );
}
