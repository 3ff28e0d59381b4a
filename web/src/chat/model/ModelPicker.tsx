import { Check, ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "~/api/types";
import { number } from "~/i18n/format";
import { classes } from "~/ui/classes";
import { Menu, MenuRadioGroup, MenuRadioItem } from "~/ui/Menu";
import { Spinner } from "~/ui/Spinner";
import { useModelChoice } from "./choice";
import { DestinationBadge } from "./DestinationBadge";

/** Chooses the model of a chat, and says honestly what each one is and where it runs. */
export function ModelPicker({ chatId }: { chatId: string | null }) {
  const { t } = useTranslation("app");
  const { models, model, choose, loading } = useModelChoice(chatId);
  if (loading) return <div aria-hidden="true" className="ms-2 h-5 w-28 animate-pulse rounded bg-muted" />;
  if (models.length === 0) return <span className="px-2.5 text-sm text-muted-foreground">{t("model.none")}</span>;
  return (
    <Menu
      className="w-[min(25rem,calc(100vw-1rem))]"
      trigger={
        <button
          type="button"
          aria-label={t("model.choose", { name: model?.name ?? "" })}
          className="flex min-h-9 touch:min-h-11 min-w-0 items-center gap-1.5 rounded-lg px-2.5 text-[0.9375rem] font-medium transition-colors hover:bg-accent data-popup-open:bg-accent"
        >
          <span className="truncate">{model?.name ?? t("model.choosePlain")}</span>
          {model?.state === "starting" && <Spinner className="size-3.5" />}
          <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
        </button>
      }
    >
      <MenuRadioGroup value={model?.id ?? ""} onValueChange={(id: string) => choose(id)}>
        {models.map((candidate) => (
          <MenuRadioItem
            key={candidate.id}
            value={candidate.id}
            disabled={candidate.state === "unavailable"}
            closeOnClick
            className="flex cursor-pointer gap-3 rounded-lg px-3 py-2.5 outline-none select-none data-highlighted:bg-accent data-disabled:opacity-60"
          >
            <ModelLines model={candidate} chosen={candidate.id === model?.id} />
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}

function ModelLines({ model, chosen }: { model: Model; chosen: boolean }) {
  const { t } = useTranslation("app");
  const stay = t(`destination.${model.destination.destination_class}Hint`, { name: model.destination.name });
  return (
    <>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="text-sm font-medium">{model.name}</span>
          <DestinationBadge destination={model.destination} tip={false} />
          {model.state !== "ready" && <span className="text-xs text-muted-foreground">{t(`model.${model.state}`)}</span>}
        </div>
        <p className={classes("mt-0.5 text-[0.8125rem]", model.demo ? "text-external" : "text-muted-foreground")}>
          {model.demo ? t("model.demo") : model.description}
        </p>
        <p className="mt-0.5 text-xs text-muted-foreground">
          {stay} {t("model.context", { tokens: number(model.context_tokens) })}
        </p>
      </div>
      <Check aria-hidden="true" className={classes("mt-0.5 size-4 shrink-0 text-primary", !chosen && "invisible")} />
    </>
  );
}
