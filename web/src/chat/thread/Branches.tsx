import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "~/api/types";
import { IconButton } from "~/ui/IconButton";
import { useRowActions } from "./context";

/** The versions of one message, and the way from one to the next. */
export function Branches({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const count = message.siblings.length;
  const place = message.siblings.indexOf(message.id);
  if (count < 2) return null;
  const go = (step: number) => {
    const to = message.siblings[place + step];
    if (to) void thread.choose(to);
  };
  return (
    <div className="inline-flex items-center text-xs text-muted-foreground tabular-nums" role="group" aria-label={t("actions.branchLabel", { place: place + 1, count })}>
      <IconButton quiet size="sm" label={t("actions.previous")} disabled={place <= 0} onClick={() => go(-1)}>
        <ChevronLeft aria-hidden="true" className="size-4 rtl:-scale-x-100" />
      </IconButton>
      <span aria-hidden="true">{t("actions.branch", { place: place + 1, count })}</span>
      <IconButton quiet size="sm" label={t("actions.next")} disabled={place >= count - 1} onClick={() => go(1)}>
        <ChevronRight aria-hidden="true" className="size-4 rtl:-scale-x-100" />
      </IconButton>
    </div>
  );
}
