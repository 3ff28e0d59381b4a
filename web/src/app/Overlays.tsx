import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { openPanel, usePanels } from "~/ui/panels";

const Palette = lazy(() => import("./Palette").then((module) => ({ default: module.Palette })));
const SearchDialog = lazy(() => import("~/chat/search/SearchDialog").then((module) => ({ default: module.SearchDialog })));
const ShortcutHelp = lazy(() => import("./ShortcutHelp").then((module) => ({ default: module.ShortcutHelp })));
const SettingsDialog = lazy(() => import("./settings/SettingsDialog").then((module) => ({ default: module.SettingsDialog })));

const shell = getRouteApi("/shell");

/** What lies over the screens: palette, search, shortcut help, settings. Each is loaded when first opened. */
export function Overlays() {
  const { palette, search, help } = usePanels();
  const [searchFor, setSearchFor] = useState("");
  const { settings } = shell.useSearch();
  const navigate = useNavigate();
  const lookFor = (text: string) => {
    setSearchFor(text);
    openPanel("search");
  };
  const closeSearch = (open: boolean) => {
    if (!open) setSearchFor("");
    openPanel("search", open);
  };
  return (
    <Suspense>
      {palette && <Palette onSearch={lookFor} />}
      {search && <SearchDialog open start={searchFor} onOpenChange={closeSearch} />}
      {help && <ShortcutHelp />}
      {settings !== undefined && (
        <SettingsDialog
          section={settings}
          onSection={(section) => void navigate({ to: ".", search: { settings: section }, replace: true })}
          onClose={() => void navigate({ to: ".", search: {} })}
        />
      )}
    </Suspense>
  );
}
