import { GraduationCap } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Chat } from "~/api/types";
import { Tooltip } from "~/ui/Tooltip";
import { giveChat, useTrainingOf } from "./giving";

/** Beside the name of the model: this chat may be used for training. It opens what was said, to take it back. */
export function TrainingBadge({ chat }: { chat: Pick<Chat, "id" | "temporary"> | undefined }) {
  const { t } = useTranslation("app");
  const standing = useTrainingOf(chat && !chat.temporary ? chat.id : null);
  if (!chat || (standing?.kind !== "whole" && standing?.kind !== "since")) return null;
  return (
    <Tooltip label={t("training.hint")}>
      <button
        type="button"
        onClick={() => giveChat(chat.id)}
        className="inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full bg-accent px-2.5 text-xs font-medium hover:brightness-95 max-sm:justify-center max-sm:px-0 max-sm:size-9 touch:h-11 touch:max-sm:size-11"
      >
        <GraduationCap aria-hidden="true" className="size-3.5" />
        <span className="max-sm:sr-only">{t("training.badge")}</span>
      </button>
    </Tooltip>
  );
}
