import { EyeOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Model } from "~/api/types";
import { classes } from "~/ui/classes";
import { IconButton } from "~/ui/IconButton";
import { Tooltip } from "~/ui/Tooltip";
import { keptThere, useHistory } from "./history";

/** Switches history off for the chat that is about to begin; of one that has begun it says nothing, the line below does. */
export function HistorySwitch({ chatId }: { chatId: string | null }) {
  const { t } = useTranslation("app");
  const { off, fixed, choose } = useHistory(chatId);
  if (fixed === "begun") return null;
  const label = fixed === null ? t("historyOff.switch") : t(`historyOff.always.${fixed}`);
  return (
    <IconButton
      label={label}
      side="top"
      aria-pressed={off}
      aria-disabled={fixed !== null}
      onClick={() => fixed === null && choose(!off)}
      className={classes("rounded-full", off && "bg-accent text-foreground", fixed !== null && "opacity-60")}
    >
      <EyeOff aria-hidden="true" className="size-4.5" />
    </IconButton>
  );
}

/** What it means, in the words of the data terms of where the chat goes. */
export function HistoryLine({ chatId, model }: { chatId: string | null; model: Model | undefined }) {
  const { t } = useTranslation("app");
  const { off, fixed, hours } = useHistory(chatId);
  if (!off || !model) return null;
  return (
    <p role="status" className="mt-2 flex items-start gap-2 px-2 text-xs text-muted-foreground">
      <EyeOff aria-hidden="true" className="mt-px size-3.5 shrink-0" />
      <span>
        {t("historyOff.notStored")} <bdi>{keptThere(model, t)}</bdi> {hours > 0 && t("historyOff.ends", { count: hours })}{" "}
        {fixed === "off" && t("historyOff.always.off")}
      </span>
    </p>
  );
}

/** Beside the name of the model: this chat is not stored. */
export function HistoryBadge({ chatId }: { chatId: string | null }) {
  const { t } = useTranslation("app");
  const { off } = useHistory(chatId);
  if (!off) return null;
  return (
    <Tooltip label={t("historyOff.hint")}>
      <span className="inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full bg-accent px-2.5 text-xs font-medium">
        <EyeOff aria-hidden="true" className="size-3.5" />
        {t("historyOff.title")}
      </span>
    </Tooltip>
  );
}
