import { useCallback, useEffect, useRef, useState, type RefObject } from "react";

const near = 32;
const upwards = new Set(["ArrowUp", "PageUp", "Home"]);
const downwards = new Set(["ArrowDown", "PageDown", "End", " "]);

interface Stick {
  /** The box that scrolls; its first child is what grows. */
  scroller: RefObject<HTMLDivElement | null>;
  /** The end is out of sight: offer the way back. */
  away: boolean;
  stick: () => void;
  /** Leaves the end without a gesture of the reader: something further up is to be shown. */
  release: () => void;
}

/**
 * Keeps the end of a growing list in sight until the reader goes up, and again once they come back down. Only gestures
 * count: the list moves the scroll position itself when rows are measured, and that is not the reader's wish.
 */
export function useStick(mounted: boolean): Stick {
  const scroller = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);

  const stick = useCallback(() => {
    stuck.current = true;
    setAway(false);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);
  const release = useCallback(() => {
    stuck.current = false;
  }, []);

  useEffect(() => {
    const box = scroller.current;
    const content = box?.firstElementChild;
    if (!box || !content || !mounted) return undefined;
    let down = false;
    let dragging = false;
    let finger = 0;
    const left = () => box.scrollHeight - box.scrollTop - box.clientHeight;
    const want = (downward: boolean) => {
      down = downward;
      if (!downward && box.scrollHeight > box.clientHeight) stuck.current = false;
    };
    const onWheel = (event: WheelEvent) => want(event.deltaY > 0);
    const onKey = (event: KeyboardEvent) => {
      if (event.target !== box) return;
      if (upwards.has(event.key)) want(false);
      if (downwards.has(event.key)) want(!event.shiftKey);
    };
    const onTouchStart = (event: TouchEvent) => (finger = event.touches[0]?.clientY ?? 0);
    const onTouchMove = (event: TouchEvent) => {
      const now = event.touches[0]?.clientY ?? finger;
      if (Math.abs(now - finger) > 2) want(now < finger);
      finger = now;
    };
    // A press on the box itself, not on what is in it, is a press on its scroll bar.
    const onPress = (event: PointerEvent) => (dragging = event.target === box);
    const onRelease = () => (dragging = false);
    const onScroll = () => {
      const end = left() < near;
      if (dragging) stuck.current = end;
      else if (end && down) stuck.current = true;
      setAway(!stuck.current && left() > box.clientHeight / 2);
    };
    const follow = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      else onScroll();
    });
    follow.observe(content);
    follow.observe(box);
    const passive = { passive: true } as const;
    box.addEventListener("wheel", onWheel, passive);
    box.addEventListener("keydown", onKey);
    box.addEventListener("touchstart", onTouchStart, passive);
    box.addEventListener("touchmove", onTouchMove, passive);
    box.addEventListener("pointerdown", onPress);
    addEventListener("pointerup", onRelease);
    box.addEventListener("scroll", onScroll, passive);
    return () => {
      follow.disconnect();
      box.removeEventListener("wheel", onWheel);
      box.removeEventListener("keydown", onKey);
      box.removeEventListener("touchstart", onTouchStart);
      box.removeEventListener("touchmove", onTouchMove);
      box.removeEventListener("pointerdown", onPress);
      removeEventListener("pointerup", onRelease);
      box.removeEventListener("scroll", onScroll);
    };
  }, [mounted]);

  return { scroller, away, stick, release };
}
