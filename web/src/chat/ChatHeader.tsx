import { Link } from "@tanstack/react-router";
import { Ellipsis, PanelLeft, SlidersHorizontal, SquarePen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { classes } from "~/ui/classes";
import { IconButton, iconButtonClass } from "~/ui/IconButton";
import { Menu } from "~/ui/Menu";
import { toggleSidebar, usePanels } from "~/ui/panels";
import { keysOf } from "~/ui/shortcuts";
import { Tooltip } from "~/ui/Tooltip";
import { ChatMenuItems } from "./actions/ChatMenuItems";
import { useChat } from "./chats";
import { useDraft } from "./draft";
import { HistoryBadge } from "./history/HistoryOff";
import { TrainingBadge } from "./training/TrainingBadge";
import { ModelPicker } from "./model/ModelPicker";

/** The line above the thread: sidebar, model, this chat's settings and menu. */
export function ChatHeader({ chatId, onSettings }: { chatId: string | null; onSettings: () => void }) {
  const { t } = useTranslation("app");
  const sidebar = usePanels((panels) => panels.sidebar);
  const chat = useChat(chatId).data;
  const draft = useDraft();
  const own = chatId === null ? draft : chat;
  const changed = own !== undefined && (own.instructions !== "" || own.temperature !== null);
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 px-2.5 pt-[env(safe-area-inset-top)]">
      <div className={classes("flex items-center gap-1", sidebar && "md:hidden")}>
        <IconButton label={t("sidebar.open")} keys={keysOf("toggleSidebar")} onClick={toggleSidebar}>
          <PanelLeft aria-hidden="true" className="size-4.5 rtl:-scale-x-100" />
        </IconButton>
        <Tooltip label={t("chats.new")} keys={keysOf("newChat")}>
          <Link to="/" aria-label={t("chats.new")} className={classes(iconButtonClass(), "max-md:hidden")}>
            <SquarePen aria-hidden="true" className="size-4.5" />
          </Link>
        </Tooltip>
      </div>
      {chat && <h1 className="sr-only">{chat.title ?? t("chats.untitled")}</h1>}
      <ModelPicker chatId={chatId} />
      <HistoryBadge chatId={chatId} />
      <TrainingBadge chat={chat} />
      <div className="flex-1" />
      <IconButton label={t("chatSettings.title")} onClick={onSettings} className={changed ? "relative text-primary" : ""}>
        <SlidersHorizontal aria-hidden="true" className="size-4.5" />
        {changed && <span className="absolute end-1.5 top-1.5 size-1.5 rounded-full bg-primary touch:end-2.5 touch:top-2.5" />}
      </IconButton>
      <Link to="/" aria-label={t("chats.new")} className={classes(iconButtonClass(), "md:hidden")}>
        <SquarePen aria-hidden="true" className="size-4.5" />
      </Link>
      {chat && (
        <Menu
          align="end"
          trigger={
            <IconButton quiet label={t("chats.menu", { title: chat.title ?? t("chats.untitled") })}>
              <Ellipsis aria-hidden="true" className="size-4.5" />
            </IconButton>
          }
        >
          <ChatMenuItems target={chat} />
        </Menu>
      )}
    </header>
  );
}
