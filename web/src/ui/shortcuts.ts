import { useEffect, useRef } from "react";

export type ShortcutGroup = "chats" | "thread" | "general";

export interface Shortcut {
  id: string;
  /** `mod` is Ctrl, or Command on a Mac. A single printable key works only outside text fields. */
  keys: readonly string[];
  group: ShortcutGroup;
  /** Pressed while writing too. */
  whileWriting: boolean;
}

/** Every shortcut of the product, in the order the help shows them. */
export const shortcutTable = [
  { id: "newChat", keys: ["mod", "shift", "o"], group: "chats", whileWriting: true },
  { id: "palette", keys: ["mod", "k"], group: "chats", whileWriting: true },
  { id: "search", keys: ["mod", "shift", "f"], group: "chats", whileWriting: true },
  { id: "toggleSidebar", keys: ["mod", "shift", "s"], group: "chats", whileWriting: true },
  { id: "focusComposer", keys: ["/"], group: "thread", whileWriting: false },
  { id: "stop", keys: ["escape"], group: "thread", whileWriting: true },
  { id: "editLast", keys: ["arrowup"], group: "thread", whileWriting: false },
  { id: "copyLast", keys: ["mod", "shift", "c"], group: "thread", whileWriting: true },
  { id: "find", keys: ["mod", "f"], group: "thread", whileWriting: true },
  { id: "settings", keys: ["mod", ","], group: "general", whileWriting: true },
  { id: "help", keys: ["?"], group: "general", whileWriting: false },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof shortcutTable)[number]["id"];
/** Answers `false` when it did not take the key, so that the event goes on. */
export type ShortcutHandler = (event: KeyboardEvent) => boolean | void;

const handlers = new Map<ShortcutId, ShortcutHandler[]>();
let listening = false;

export function keysOf(id: ShortcutId): readonly string[] {
  return shortcutTable.find((shortcut) => shortcut.id === id)?.keys ?? [];
}

export function onMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** How the keys are written on this keyboard. */
export function keyNames(keys: readonly string[]): string[] {
  const mac = onMac();
  const names: Readonly<Record<string, string>> = {
    mod: mac ? "⌘" : "Ctrl",
    shift: mac ? "⇧" : "Shift",
    escape: "Esc",
    arrowup: "↑",
    enter: "↵",
  };
  return keys.map((key) => names[key] ?? key.toUpperCase());
}

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** True when the event presses exactly these keys. */
export function presses(event: KeyboardEvent, keys: readonly string[]): boolean {
  const mod = onMac() ? event.metaKey : event.ctrlKey;
  const otherMod = onMac() ? event.ctrlKey : event.metaKey;
  const last = keys.at(-1) ?? "";
  const symbol = last.length === 1 && !/[a-z0-9]/.test(last);
  if (event.altKey || otherMod || mod !== keys.includes("mod")) return false;
  // A symbol may need Shift on one keyboard and not on another.
  if (!symbol && event.shiftKey !== keys.includes("shift")) return false;
  return event.key.toLowerCase() === last;
}

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  for (const shortcut of shortcutTable) {
    if (!presses(event, shortcut.keys)) continue;
    if (!shortcut.whileWriting && writing(event.target)) continue;
    // The latest mounted handler is asked first.
    const taken = (handlers.get(shortcut.id) ?? []).toReversed().some((handler) => handler(event) !== false);
    if (taken) event.preventDefault();
    return;
  }
}

function register(id: ShortcutId, handler: ShortcutHandler): () => void {
  if (!listening) {
    window.addEventListener("keydown", listen);
    listening = true;
  }
  handlers.set(id, [...(handlers.get(id) ?? []), handler]);
  return () => handlers.set(id, (handlers.get(id) ?? []).filter((other) => other !== handler));
}

/** Runs the handler when the shortcut's keys are pressed, while mounted and enabled. */
export function useShortcut(id: ShortcutId, handler: ShortcutHandler, options: { enabled?: boolean } = {}): void {
  const latest = useRef(handler);
  const enabled = options.enabled ?? true;
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => (enabled ? register(id, (event) => latest.current(event)) : undefined), [id, enabled]);
}
