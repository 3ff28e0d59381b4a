import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { patiently } from "~/api/patiently";
import { useGiving } from "~/chat/training/giving";
import { openPanel, usePanels } from "~/ui/panels";

const loadPalette = () => patiently(() => import("./Palette"));
const loadSearch = () => patiently(() => import("~/chat/search/SearchDialog"));
const loadHelp = () => patiently(() => import("./ShortcutHelp"));
const loadWalk = () => patiently(() => import("~/walk/WalkDialog"));
const loadChatTraining = () => patiently(() => import("~/chat/training/ChatTraining"));
const loadSettings = () => patiently(() => import("./settings/SettingsDialog"));

const ReleaseNews = lazy(() => patiently(() => import("~/chat/guard/ReleaseNews")).then((module) => ({ default: module.ReleaseNews })));
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })));
const SearchDialog = lazy(() => loadSearch().then((module) => ({ default: module.SearchDialog })));
const ShortcutHelp = lazy(() => loadHelp().then((module) => ({ default: module.ShortcutHelp })));
const WalkDialog = lazy(() => loadWalk().then((module) => ({ default: module.WalkDialog })));
const ChatTraining = lazy(() => loadChatTraining().then((module) => ({ default: module.ChatTraining })));
const SettingsDialog = lazy(() => loadSettings().then((module) => ({ default: module.SettingsDialog })));

// Long after the first screen stands: what is opened next is then there at once.
const fetchAfter = 4_000;

const shell = getRouteApi("/shell");

/** What lies over the screens: palette, search, shortcut help, settings. None of it belongs to the first load. */
export function Overlays() {
  const { palette, search, help, walk } = usePanels();
  const given = useGiving((state) => state.chat);
  const [searchFor, setSearchFor] = useState("");
  const [late, setLate] = useState(false);
  const { settings } = shell.useSearch();
  const navigate = useNavigate();
  useEffect(() => {
    const timer = setTimeout(() => {
      setLate(true);
      void Promise.allSettled([loadPalette(), loadSearch(), loadSettings()]);
    }, fetchAfter);
    return () => clearTimeout(timer);
  }, []);
  const lookFor = (text: string) => {
    setSearchFor(text);
    openPanel("search");
  };
  const closeSearch = (open: boolean) => {
    if (!open) setSearchFor("");
    openPanel("search", open);
  };
  return (
    <>
      {/* Each by itself: what is still being fetched would hide all that is open beside it. */}
      <Suspense>{late && <ReleaseNews />}</Suspense>
      <Suspense>{palette && <Palette onSearch={lookFor} />}</Suspense>
      <Suspense>{search && <SearchDialog open start={searchFor} onOpenChange={closeSearch} />}</Suspense>
      <Suspense>{help && <ShortcutHelp />}</Suspense>
      <Suspense>{walk && <WalkDialog />}</Suspense>
      <Suspense>{given !== null && <ChatTraining chatId={given} />}</Suspense>
      <Suspense>
        {settings !== undefined && (
          <SettingsDialog
            section={settings}
            onSection={(section) => void navigate({ to: ".", search: { settings: section }, replace: true })}
            onClose={() => void navigate({ to: ".", search: {} })}
          />
        )}
      </Suspense>
    </>
  );
}
