import { create } from "zustand";

interface Panels {
  /** The sidebar beside the thread, on wide screens. */
  sidebar: boolean;
  /** The sidebar over the thread, on phones. */
  drawer: boolean;
  palette: boolean;
  search: boolean;
  help: boolean;
  /** The demo, step by step. */
  walk: boolean;
}

const kept = typeof localStorage === "undefined" ? null : localStorage.getItem("inhouse.sidebar");

/** What is open in this tab. */
export const usePanels = create<Panels>(() => ({
  sidebar: kept !== "closed",
  drawer: false,
  palette: false,
  search: false,
  help: false,
  walk: false,
}));

export function openPanel(name: keyof Panels, open = true): void {
  usePanels.setState({ [name]: open });
}

export function wideScreen(): boolean {
  return matchMedia("(min-width: 48rem)").matches;
}

/** Opens or closes the sidebar in the form that fits the screen. */
export function toggleSidebar(): void {
  if (!wideScreen()) {
    usePanels.setState((panels) => ({ drawer: !panels.drawer }));
    return;
  }
  const open = !usePanels.getState().sidebar;
  localStorage.setItem("inhouse.sidebar", open ? "open" : "closed");
  usePanels.setState({ sidebar: open });
}
