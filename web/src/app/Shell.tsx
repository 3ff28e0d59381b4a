import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useTabs } from "~/api/channel";
import { patiently } from "~/api/patiently";
import { usePerson } from "~/api/session";
import { noteChat, reloadFirstRows } from "~/chat/chats";
import { Sidebar } from "~/chat/sidebar/Sidebar";
import { chooseLocale, currentLocale } from "~/i18n";
import { openPanel, toggleSidebar, usePanels } from "~/ui/panels";
import { SideDrawer } from "~/ui/SideDrawer";
import { useShortcut } from "~/ui/shortcuts";
import { chooseTheme } from "~/ui/theme";
import { AccountMenu } from "./AccountMenu";
import { AwayBanner } from "./AwayBanner";

const Overlays = lazy(() => patiently(() => import("./Overlays")).then((module) => ({ default: module.Overlays })));

/** The frame around every signed-in screen: sidebar, banner, overlays, shortcuts. */
export function Shell() {
  const { t } = useTranslation("app");
  const sidebar = usePanels((panels) => panels.sidebar);
  const drawer = usePanels((panels) => panels.drawer);
  useShellShortcuts();
  useOtherTabs();
  usePreferences();
  return (
    <div className="flex h-full">
      <a href="#main" className="sr-only focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-50 focus:rounded-lg focus:bg-popover focus:px-4 focus:py-2 focus:shadow-popup">
        {t("skipToContent")}
      </a>
      {sidebar && (
        <aside className="hidden w-66 shrink-0 border-e border-border/60 bg-sidebar md:block" aria-label={t("sidebar.label")}>
          <Sidebar footer={<AccountMenu />} />
        </aside>
      )}
      <SideDrawer open={drawer} onOpenChange={(open) => openPanel("drawer", open)} title={t("sidebar.label")}>
        <Sidebar footer={<AccountMenu />} onNavigate={() => openPanel("drawer", false)} />
      </SideDrawer>
      <div className="flex min-w-0 flex-1 flex-col">
        <AwayBanner />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        <Overlays />
      </Suspense>
    </div>
  );
}

function useShellShortcuts(): void {
  const navigate = useNavigate();
  useShortcut("newChat", () => void navigate({ to: "/" }));
  useShortcut("palette", () => openPanel("palette"));
  useShortcut("search", () => openPanel("search"));
  useShortcut("help", () => openPanel("help"));
  useShortcut("toggleSidebar", toggleSidebar);
  useShortcut("settings", () => void navigate({ to: ".", search: (before) => ({ ...before, settings: "general" }) }));
}

function useOtherTabs(): void {
  const client = useQueryClient();
  useTabs((message) => {
    if (message.type === "chats") void reloadFirstRows(client);
    else if (message.type === "run") noteChat(client, message.chat_id, { running: message.run_id });
    else location.reload();
  });
}

/** Brings language and theme to what the person chose on any device. */
function usePreferences(): void {
  const person = usePerson();
  const locale = person?.locale ?? null;
  const theme = person?.theme ?? null;
  useEffect(() => {
    if (locale !== null && locale !== currentLocale()) void chooseLocale(locale);
  }, [locale]);
  useEffect(() => {
    if (theme !== null) chooseTheme(theme);
  }, [theme]);
}
