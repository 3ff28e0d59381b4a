import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./Kbd";

interface TooltipProps {
  label: ReactNode;
  /** The keys that do the same. */
  keys?: readonly string[] | undefined;
  side?: "top" | "bottom" | "inline-start" | "inline-end";
  children: ReactElement;
}

export const TooltipProvider = Base.Provider;

/** Names what is under the pointer. The name itself must also be on the element (aria-label). */
export function Tooltip({ label, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-50">
          <Base.Popup className="appear flex items-center gap-2 rounded-md bg-foreground px-2 py-1 text-xs font-medium text-background shadow-soft">
            {label}
            {keys && <Kbd keys={keys} inverted />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
