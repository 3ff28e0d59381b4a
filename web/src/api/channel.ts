import { useEffect, useRef } from "react";

/** What one tab tells the others of this browser; ids only, never contents. */
export type TabMessage = { type: "chats" } | { type: "run"; chat_id: string; run_id: string } | { type: "session" };

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("inhouse");

export function tellTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

/** Calls the handler for every message of another tab while mounted. */
export function useTabs(handler: (message: TabMessage) => void): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const listen = (event: MessageEvent<TabMessage>) => latest.current(event.data);
    channel?.addEventListener("message", listen);
    return () => channel?.removeEventListener("message", listen);
  }, []);
}
