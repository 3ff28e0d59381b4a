import { useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { VList, type VListHandle } from "virtua";
import { formatDate } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { reloadFirstRows, useChats } from "../chats";
import { ChatLine } from "./ChatLine";
import { sidebarLines, type GroupName } from "./groups";

// Fetches the next page when this many pixels are left below the window.
const ahead = 2_000;
const lookEvery = 3_000;

/** All chats in a virtual list: the page holds about 30 rows however many there are. */
export function ChatList({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation("app");
  const { chatId } = useParams({ strict: false });
  const chats = useChats();
  const now = useToday();
  const list = useRef<VListHandle>(null);
  const lines = useMemo(() => sidebarLines(chats.data?.pages.flatMap((page) => page.items) ?? [], now), [chats.data, now]);
  useUnseenEnds(lines.some((line) => line.kind !== "group" && line.row.running !== null && line.row.id !== chatId));
  if (chats.isPending) return <ListSkeleton />;
  if (chats.isError && lines.length === 0) {
    return (
      <div className="flex flex-col items-start gap-2 px-4 py-3 text-sm text-muted-foreground">
        {t("chats.loadFailed")}
        <Button size="sm" onClick={() => void chats.refetch()}>
          {t("retry")}
        </Button>
      </div>
    );
  }
  if (lines.length === 0) return <p className="px-4.5 py-3 text-sm text-muted-foreground">{t("chats.none")}</p>;
  const more = () => {
    const view = list.current;
    if (!view || !chats.hasNextPage || chats.isFetchingNextPage) return;
    if (view.scrollSize - view.scrollOffset - view.viewportSize < ahead) void chats.fetchNextPage();
  };
  return (
    // Rows are made as they come into view: 20,000 chats are 20,000 small objects, not as many elements.
    <VList ref={list} data={lines} onScroll={more} className="px-2 pb-4">
      {(line) =>
        line.kind === "group" ? (
          <GroupHeading key={line.key} name={line.name} />
        ) : (
          <ChatLine key={line.key} row={line.row} active={line.row.id === chatId} {...(onNavigate ? { onNavigate } : {})} />
        )
      }
    </VList>
  );
}

function GroupHeading({ name }: { name: GroupName }) {
  const { t } = useTranslation("app");
  return (
    <h2 className="px-2.5 pt-4 pb-1.5 text-xs font-medium text-muted-foreground">
      {typeof name === "string" ? t(`groups.${name}`) : monthName(name.month)}
    </h2>
  );
}

function monthName(month: Date): string {
  const thisYear = month.getFullYear() === new Date().getFullYear();
  return formatDate(month, thisYear ? { month: "long" } : { month: "long", year: "numeric" });
}

function ListSkeleton() {
  return (
    <div aria-hidden="true" className="animate-pulse space-y-3 px-4.5 pt-5">
      {["w-2/3", "w-4/5", "w-1/2", "w-3/4", "w-3/5"].map((width) => (
        <div key={width} className={`h-3.5 rounded bg-sidebar-accent ${width}`} />
      ))}
    </div>
  );
}

/** While chats that are not on the screen are being answered, nobody reads their events: looks whether they have ended. */
function useUnseenEnds(running: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) void reloadFirstRows(client);
    }, lookEvery);
    return () => clearInterval(timer);
  }, [running, client]);
}

/** The current day; a tab that stays open over midnight regroups its chats. */
function useToday(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow((before) => (before.getDate() === new Date().getDate() ? before : new Date())), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
