import { Tooltip } from "@base-ui/react/tooltip";
import { useEffect, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

/** One tooltip for all words of an answer that were put back: under the pointer, or tapped. */
export function RestoredTip({ within }: { within: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation("guard");
  const [word, setWord] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const area = within.current;
    if (!area) return undefined;
    const look = (event: Event) => {
      const mark = event.target instanceof Element ? event.target.closest<HTMLElement>("mark.restored") : null;
      setWord(mark);
    };
    const leave = () => setWord(null);
    area.addEventListener("pointerover", look);
    area.addEventListener("click", look);
    area.addEventListener("pointerleave", leave);
    return () => {
      area.removeEventListener("pointerover", look);
      area.removeEventListener("click", look);
      area.removeEventListener("pointerleave", leave);
    };
  }, [within]);
  if (!word?.isConnected) return null;
  return (
    <Tooltip.Root open onOpenChange={(open) => !open && setWord(null)}>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={word} side="top" sideOffset={6} className="z-50">
          <Tooltip.Popup className="appear rounded-md bg-foreground px-2 py-1 text-xs font-medium text-background shadow-soft">{t("saw.word", { standIn: word.dataset["saw"] ?? "" })}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
