import { Link } from "@tanstack/react-router";
import { PanelLeft, Search, SquarePen, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "~/ui/IconButton";
import { Kbd } from "~/ui/Kbd";
import { Mark } from "~/ui/Mark";
import { openPanel, toggleSidebar } from "~/ui/panels";
import { keysOf } from "~/ui/shortcuts";
import { ChatList } from "./ChatList";

const lineClass =
  "group flex min-h-9 touch:min-h-11 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm hover:bg-sidebar-accent transition-colors";

/** New chat, search, and every chat of the person. `footer` is the account's place. */
export function Sidebar({ footer, onNavigate }: { footer: ReactNode; onNavigate?: () => void }) {
  const { t } = useTranslation("app");
  return (
    <div className="flex h-full flex-col pt-[env(safe-area-inset-top)]">
      <div className="flex h-14 shrink-0 items-center justify-between ps-4 pe-2.5">
        <Link to="/" {...(onNavigate ? { onClick: onNavigate } : {})} className="flex items-center gap-2.5 rounded-lg font-semibold tracking-tight" aria-label={t("sidebar.home")}>
          <Mark className="size-6.5" />
          <span>{t("product")}</span>
        </Link>
        <IconButton label={t("sidebar.close")} keys={keysOf("toggleSidebar")} onClick={toggleSidebar}>
          <PanelLeft aria-hidden="true" className="size-4.5 rtl:-scale-x-100" />
        </IconButton>
      </div>
      <div className="px-2 pb-2">
        <Link to="/" {...(onNavigate ? { onClick: onNavigate } : {})} className={lineClass}>
          <LineWords icon={SquarePen} label={t("chats.new")} keys={keysOf("newChat")} />
        </Link>
        <button
          type="button"
          className={lineClass}
          onClick={() => {
            onNavigate?.();
            openPanel("search");
          }}
        >
          <LineWords icon={Search} label={t("search.open")} keys={keysOf("search")} />
        </button>
      </div>
      <nav aria-label={t("sidebar.chats")} className="min-h-0 flex-1">
        <ChatList {...(onNavigate ? { onNavigate } : {})} />
      </nav>
      <div className="shrink-0 p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">{footer}</div>
    </div>
  );
}

function LineWords({ icon: Icon, label, keys }: { icon: LucideIcon; label: string; keys: readonly string[] }) {
  return (
    <>
      <Icon aria-hidden="true" className="size-4.5 shrink-0 text-muted-foreground" />
      <span className="flex-1 text-start">{label}</span>
      <span aria-hidden="true" className="hidden opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 md:block">
        <Kbd keys={keys} />
      </span>
    </>
  );
}
