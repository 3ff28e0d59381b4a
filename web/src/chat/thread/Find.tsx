import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Thread } from "~/chat/stream/store";
import { IconButton } from "~/ui/IconButton";
import { Spinner } from "~/ui/Spinner";
import { useThreadState } from "./context";
import { foldCase, paint } from "./paint";

interface FindProps {
  thread: Thread;
  scroller: RefObject<HTMLElement | null>;
  onShow: (messageId: string) => void;
  onClose: () => void;
}

const repaintPause = 120;
const shortest = 2;

/** Finds words in this chat. The browser's own search sees only the rows that are drawn. */
export function Find({ thread, scroller, onShow, onClose }: FindProps) {
  const { t } = useTranslation("chat");
  const [text, setText] = useState("");
  const [at, setAt] = useState<string | null>(null);
  const words = useDeferredValue(text.trim());
  const order = useThreadState(thread, (state) => state.order);
  const messages = useThreadState(thread, (state) => state.messages);
  const earlier = useThreadState(thread, (state) => state.earlier);
  const loading = useThreadState(thread, (state) => state.loadingEarlier);
  const searching = words.length >= shortest;
  const found = useMemo(() => {
    if (!searching) return [];
    const wanted = foldCase(words);
    return order.filter((id) => foldCase(messages[id]?.text ?? "").includes(wanted));
  }, [order, messages, words, searching]);
  useEffect(() => {
    if (searching && earlier && !loading) void thread.loadEarlier();
  }, [searching, earlier, loading, thread]);
  // The newest result first: that is where the reader is.
  const current = at !== null && found.includes(at) ? at : (found.at(-1) ?? null);
  const shown = useRef(onShow);
  useEffect(() => {
    shown.current = onShow;
  });
  useEffect(() => {
    if (current) shown.current(current);
  }, [current]);
  usePaint(scroller, searching ? words : "");
  const place = current === null ? 0 : found.indexOf(current) + 1;
  const go = (step: number) => setAt(found[(place - 1 + step + found.length) % found.length] ?? null);
  return (
    <div role="search" className="find popup" aria-label={t("find.title")}>
      <Search aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
      <input
        autoFocus
        dir="auto"
        value={text}
        aria-label={t("find.title")}
        placeholder={t("find.title")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            onClose();
          }
          if (event.key === "Enter" && found.length > 0) go(event.shiftKey ? 1 : -1);
        }}
        className="h-9 min-w-0 flex-1 bg-transparent text-sm outline-none touch:text-base"
      />
      <span role="status" className="text-xs whitespace-nowrap text-muted-foreground tabular-nums">
        {searching && (found.length > 0 ? t("find.count", { place, count: found.length }) : !earlier && t("find.none"))}
      </span>
      {searching && earlier && <Spinner />}
      <IconButton quiet size="sm" label={t("find.previous")} disabled={found.length === 0} onClick={() => go(-1)}>
        <ChevronUp aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton quiet size="sm" label={t("find.next")} disabled={found.length === 0} onClick={() => go(1)}>
        <ChevronDown aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton quiet size="sm" label={t("find.close")} onClick={onClose}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}

/** Marks the words in the rows that are drawn, again whenever other rows are. */
function usePaint(scroller: RefObject<HTMLElement | null>, words: string): void {
  useEffect(() => {
    const box = scroller.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => paint(box, words), repaintPause);
    };
    soon();
    const watch = new MutationObserver(soon);
    if (box) watch.observe(box, { childList: true, subtree: true, characterData: true });
    return () => {
      watch.disconnect();
      clearTimeout(timer);
      paint(null, "");
    };
  }, [scroller, words]);
}
