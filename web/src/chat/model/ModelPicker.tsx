import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DestinationClass, Model } from "~/api/types";
import { classes } from "~/ui/classes";
import { Spinner } from "~/ui/Spinner";
import { useHistory } from "~/chat/history/history";
import { useModelChoice } from "./choice";
import { ModelFacts } from "./ModelFacts";

interface Group {
  value: DestinationClass;
  items: Model[];
}

const nearestFirst: readonly DestinationClass[] = ["local", "private", "external"];

/** Chooses the model of a chat, and says honestly what each one is and where its words go. */
export function ModelPicker({ chatId }: { chatId: string | null }) {
  const { t } = useTranslation("app");
  const { models, model, choose, loading } = useModelChoice(chatId);
  const { off } = useHistory(chatId);
  if (loading) return <div aria-hidden="true" className="ms-2 h-5 w-28 animate-pulse rounded bg-muted" />;
  if (models.length === 0) return <span className="px-2.5 text-sm text-muted-foreground">{t("model.none")}</span>;
  return (
    <Combobox.Root
      items={groupsOf(models)}
      value={model ?? null}
      onValueChange={(chosen: Model | null) => chosen && choose(chosen.id)}
      itemToStringLabel={(candidate: Model) => `${candidate.name} ${candidate.destination.name}`}
      isItemEqualToValue={(one: Model, other: Model) => one.id === other.id}
      autoHighlight
    >
      <Combobox.Trigger
        aria-label={t("model.choose", { name: model?.name ?? "" })}
        className="flex min-h-9 touch:min-h-11 min-w-0 items-center gap-1.5 rounded-lg px-2.5 text-[0.9375rem] font-medium transition-colors hover:bg-accent data-popup-open:bg-accent"
      >
        <span className="truncate">{model?.name ?? t("model.choosePlain")}</span>
        {model?.state === "starting" && <Spinner className="size-3.5" />}
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Combobox.Popup aria-label={t("model.choosePlain")} className="popup appear flex max-h-[min(36rem,var(--available-height))] w-[min(27rem,calc(100vw-1rem))] flex-col overflow-hidden">
            {off && <p className="shrink-0 border-b border-border px-3.5 py-2 text-xs text-muted-foreground">{t("historyOff.hint")}</p>}
            <div className="flex shrink-0 items-center gap-2.5 border-b border-border px-3.5">
              <Search aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
              <Combobox.Input dir="auto" aria-label={t("model.search")} placeholder={t("model.search")} className="h-11 min-w-0 flex-1 bg-transparent text-sm outline-none touch:text-base" />
            </div>
            <Combobox.Empty className="px-4 py-5 text-sm text-muted-foreground empty:p-0">{t("model.noneFound")}</Combobox.Empty>
            <Combobox.List className="min-h-0 flex-1 scroll-py-1 overflow-y-auto overscroll-contain p-1 empty:p-0">
              {(group: Group) => (
                <Combobox.Group key={group.value} items={group.items} className="not-last:mb-1">
                  <Combobox.GroupLabel className="px-3 pt-2 pb-1 text-xs font-medium text-muted-foreground">{t(`destination.${group.value}Group`)}</Combobox.GroupLabel>
                  <Combobox.Collection>{(candidate: Model) => <Option key={candidate.id} model={candidate} chosen={candidate.id === model?.id} />}</Combobox.Collection>
                </Combobox.Group>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function Option({ model, chosen }: { model: Model; chosen: boolean }) {
  return (
    <Combobox.Item
      value={model}
      disabled={model.state === "unavailable"}
      className="flex cursor-pointer gap-3 rounded-lg px-3 py-2.5 outline-none select-none data-disabled:cursor-default data-highlighted:bg-accent"
    >
      <ModelFacts model={model} />
      <Check aria-hidden="true" className={classes("mt-0.5 size-4 shrink-0 text-primary", !chosen && "invisible")} />
    </Combobox.Item>
  );
}

/** By how far the words go, the nearest first. */
function groupsOf(models: readonly Model[]): Group[] {
  return nearestFirst
    .map((value) => ({ value, items: models.filter((model) => model.destination.destination_class === value) }))
    .filter((group) => group.items.length > 0);
}
