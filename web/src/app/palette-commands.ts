import { BadgeCheck, Keyboard, LayoutPanelLeft, MessageSquare, Moon, Search, Settings, ShieldCheck, SquarePen, Sun, type LucideIcon } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePerson } from "~/api/session";
import { useChats } from "~/chat/chats";
import { openPanel, toggleSidebar } from "~/ui/panels";
import { keysOf } from "~/ui/shortcuts";
import { usePreferenceChange } from "./preferences";

export interface Command {
  id: string;
  label: string;
  icon: keyof typeof icons;
  keys?: readonly string[];
  run: () => void;
}
export interface CommandGroup {
  value: string;
  items: Command[];
}
type Target =
  | { to: "/" | "/admin/people" | "/admin/models" | "/admin/status" | "/proof" }
  | { to: "/chats/$chatId"; params: { chatId: string } }
  | { to: "."; search: { settings: "general" } };

export const icons = {
  new: SquarePen,
  find: Search,
  chat: MessageSquare,
  settings: Settings,
  dark: Moon,
  light: Sun,
  keyboard: Keyboard,
  admin: ShieldCheck,
  proof: BadgeCheck,
  sidebar: LayoutPanelLeft,
} as const satisfies Record<string, LucideIcon>;

const recentChats = 6;
const foundChats = 6;
const shownActions = 12;

/** Every command of the palette and the chats that are loaded. */
export function usePaletteCommands(go: (target: Target) => void): CommandGroup[] {
  const { t } = useTranslation("app");
  const chats = useChats().data;
  const person = usePerson();
  const admin = person?.admin ?? false;
  const audits = admin || (person?.auditor ?? false);
  const prefer = usePreferenceChange();
  return useMemo(() => {
    const actions: Command[] = [
      { id: "new", label: t("chats.new"), icon: "new", keys: keysOf("newChat"), run: () => go({ to: "/" }) },
      { id: "search", label: t("search.title"), icon: "find", keys: keysOf("search"), run: () => openPanel("search") },
      { id: "settings", label: t("settings.title"), icon: "settings", keys: keysOf("settings"), run: () => go({ to: ".", search: { settings: "general" } }) },
      { id: "dark", label: t("palette.dark"), icon: "dark", run: () => prefer({ theme: "dark" }) },
      { id: "light", label: t("palette.light"), icon: "light", run: () => prefer({ theme: "light" }) },
      { id: "sidebar", label: t("shortcuts.toggleSidebar"), icon: "sidebar", keys: keysOf("toggleSidebar"), run: toggleSidebar },
      { id: "walk", label: t("home.walk"), icon: "admin", run: () => openPanel("walk") },
      { id: "help", label: t("shortcuts.title"), icon: "keyboard", keys: keysOf("help"), run: () => openPanel("help") },
    ];
    const house: Command[] = [
      { id: "people", label: t("palette.people"), icon: "admin", run: () => go({ to: "/admin/people" }) },
      { id: "models", label: t("palette.models"), icon: "admin", run: () => go({ to: "/admin/models" }) },
      { id: "status", label: t("palette.status"), icon: "admin", run: () => go({ to: "/admin/status" }) },
    ];
    const audited: Command[] = [{ id: "proof", label: t("account.proof"), icon: "proof", run: () => go({ to: "/proof" }) }];
    const rows = chats?.pages.flatMap((page) => page.items) ?? [];
    const titles = rows.map((row): Command => ({
      id: row.id,
      label: row.title ?? t("chats.untitled"),
      icon: "chat",
      run: () => go({ to: "/chats/$chatId", params: { chatId: row.id } }),
    }));
    return [
      { value: t("palette.actions"), items: [...actions, ...(admin ? house : []), ...(audits ? audited : [])] },
      { value: t("palette.chats"), items: titles },
    ];
  }, [t, chats, admin, audits, go, prefer]);
}

/** Folds case and accents, so that "uber" finds "Über". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The groups that match: every typed word begins a word of the label, or stands in it. */
export function shownGroups(groups: readonly CommandGroup[], text: string): CommandGroup[] {
  const words = folded(text).split(/\s+/).filter(Boolean);
  const limit = words.length === 0 ? recentChats : foundChats;
  return groups
    .map((group) => ({
      value: group.value,
      items: group.items.filter((item) => words.every((word) => folded(item.label).includes(word))).slice(0, group === groups[0] ? shownActions : limit),
    }))
    .filter((group) => group.items.length > 0);
}
