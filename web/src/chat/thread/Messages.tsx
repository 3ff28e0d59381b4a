import { ArrowDown } from "lucide-react";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { reach } from "~/chat/stream/reach";
import type { Thread } from "~/chat/stream/store";
import { IconButton } from "~/ui/IconButton";
import { Spinner } from "~/ui/Spinner";
import { useThreadState } from "./context";
import { Find } from "./Find";
import { ListBox } from "./ListBox";
import { Row } from "./Row";
import { useStick } from "./useStick";

const loadAhead = 900;
const drawnAround = 600;
const flashes = 1_600;

export interface MessagesHandle {
  toEnd: () => void;
}

interface MessagesProps {
  ref: Ref<MessagesHandle>;
  thread: Thread;
  editing: string | null;
  /** A message to show, of a search over all chats. */
  target: string | null;
  finding: boolean;
  onFinding: (open: boolean) => void;
}

/** The messages of a branch; only those in sight are in the page. */
export function Messages({ ref, thread, editing, target, finding, onFinding }: MessagesProps) {
  const { t } = useTranslation("chat");
  const order = useThreadState(thread, (state) => state.order);
  const shift = useThreadState(thread, (state) => state.shift);
  const loadingEarlier = useThreadState(thread, (state) => state.loadingEarlier);
  const cutAt = useCut(thread);
  const list = useRef<VirtualizerHandle>(null);
  const { scroller, away, stick, release } = useStick(order.length > 0);
  useStart(stick, order.length, target);
  useImperativeHandle(ref, () => ({ toEnd: stick }));

  const show = (messageId: string) => {
    const index = thread.state.getState().order.indexOf(messageId);
    if (index === -1) return;
    release();
    list.current?.scrollToIndex(index, { align: "center" });
  };
  useTarget(thread, target, order.length > 0, show);

  const onScroll = (offset: number) => {
    if (offset < loadAhead) void thread.loadEarlier();
  };
  const last = order.length - 1;
  return (
    <div className="relative min-h-0 flex-1">
      {finding && <Find thread={thread} scroller={scroller} onShow={show} onClose={() => onFinding(false)} />}
      <section ref={scroller} tabIndex={0} aria-label={t("thread.label")} className="thread-scroller">
        <Virtualizer ref={list} as={ListBox} data={order} shift={shift} bufferSize={drawnAround} onScroll={onScroll}>
          {(id, index) => <Row key={id} id={id} newest={index === last} editing={id === editing} cut={index > 0 && id === cutAt} />}
        </Virtualizer>
      </section>
      {loadingEarlier && (
        <div className="pointer-events-none absolute inset-x-0 top-2 flex justify-center" role="status" aria-label={t("thread.earlier")}>
          <Spinner />
        </div>
      )}
      {away && (
        <IconButton label={t("thread.latest")} side="top" onClick={stick} className="to-latest">
          <ArrowDown aria-hidden="true" className="size-4.5" />
        </IconButton>
      )}
    </div>
  );
}

/** The first message that the newest answer's prompt held, once the whole branch above is here. */
function useCut(thread: Thread): string | null {
  return useThreadState(thread, ({ order, messages, earlier }) => {
    const newest = messages[order.at(-1) ?? ""];
    return earlier || !newest || newest.left_out === 0 ? null : (order[newest.left_out] ?? null);
  });
}

/**
 * A thread opens at its end. Not by the list's own way to a row: that measures for a while, and would lead back to what
 * was the last row when a question is asked meanwhile.
 */
function useStart(stick: () => void, count: number, target: string | null): void {
  const started = useRef(false);
  useLayoutEffect(() => {
    if (started.current || count === 0) return;
    started.current = true;
    if (target === null) stick();
  }, [stick, count, target]);
}

/** Goes to the message that the address names and lets it light up for a moment. */
function useTarget(thread: Thread, target: string | null, ready: boolean, show: (id: string) => void): void {
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  const [lit, setLit] = useState<string | null>(null);
  useEffect(() => {
    if (!target || !ready) return undefined;
    let wanted = true;
    void reach(thread, target).then((found) => {
      if (!wanted || !found) return;
      latest.current(target);
      setLit(target);
    });
    return () => {
      wanted = false;
    };
  }, [thread, target, ready]);
  useEffect(() => {
    if (!lit) return undefined;
    const light = setTimeout(() => document.querySelector(`[data-message="${CSS.escape(lit)}"]`)?.classList.add("row-lit"), 60);
    const dark = setTimeout(() => setLit(null), flashes);
    return () => {
      clearTimeout(light);
      clearTimeout(dark);
    };
  }, [lit]);
}
