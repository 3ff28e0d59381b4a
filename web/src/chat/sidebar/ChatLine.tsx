import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatRow } from "~/api/types";
import { classes } from "~/ui/classes";
import { IconButton } from "~/ui/IconButton";
import { Menu } from "~/ui/Menu";
import { ChatMenuItems } from "../actions/ChatMenuItems";

/** One chat of the sidebar: its title, whether it answers right now, and its menu. */
export const ChatLine = memo(function ChatLine({ row, active, onNavigate }: { row: ChatRow; active: boolean; onNavigate?: () => void }) {
  const { t } = useTranslation("app");
  const [open, setOpen] = useState(false);
  const title = row.title ?? t("chats.untitled");
  return (
    <div className={classes("group relative rounded-lg transition-colors hover:bg-sidebar-accent", active && "bg-sidebar-accent", open && "bg-sidebar-accent")}>
      <Link
        to="/chats/$chatId"
        params={{ chatId: row.id }}
        {...(onNavigate ? { onClick: onNavigate } : {})}
        aria-current={active ? "page" : undefined}
        className={classes("flex min-h-9 touch:min-h-11 items-center gap-2 rounded-lg ps-2.5 text-sm -outline-offset-2 touch:pe-10", open || active ? "pe-9" : "pe-2.5 group-focus-within:pe-9 group-hover:pe-9")}
      >
        <span dir="auto" className="own-direction min-w-0 flex-1 truncate">
          {title}
        </span>
        {row.running !== null && (
          <span className="inline-flex size-2 shrink-0">
            <span className="running-dot size-2 rounded-full bg-primary" />
            <span className="sr-only">{t("chats.running")}</span>
          </span>
        )}
      </Link>
      <div
        className={classes(
          "absolute inset-y-0 end-1 flex items-center transition-opacity touch:opacity-100",
          open || active ? "opacity-100" : "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100",
        )}
      >
        <Menu
          open={open}
          onOpenChange={setOpen}
          align="end"
          trigger={
            <IconButton quiet size="sm" label={t("chats.menu", { title })} className="hover:bg-background/70 touch:size-9">
              <Ellipsis aria-hidden="true" className="size-4" />
            </IconButton>
          }
        >
          {open && <ChatMenuItems target={row} />}
        </Menu>
      </div>
    </div>
  );
});
