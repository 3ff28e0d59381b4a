import { PanelLeft } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./IconButton";
import { toggleSidebar, usePanels } from "./panels";
import { keysOf } from "./shortcuts";

/** What stands above a page that is no chat: the way to the sidebar. It also names the window after the page. */
export function PageBar({ title }: { title: string }) {
  const { t } = useTranslation("app");
  const sidebar = usePanels((panels) => panels.sidebar);
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [t, title]);
  return (
    <div className="flex h-14 items-center gap-1">
      <div className={sidebar ? "-ms-2 md:hidden" : "-ms-2"}>
        <IconButton label={t("sidebar.open")} keys={keysOf("toggleSidebar")} onClick={toggleSidebar}>
          <PanelLeft aria-hidden="true" className="size-4.5 rtl:-scale-x-100" />
        </IconButton>
      </div>
    </div>
  );
}
