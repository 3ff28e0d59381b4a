import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { Backdrop } from "./Dialog";

/** A panel that comes in from the start edge, on screens too narrow to keep it open. */
export function SideDrawer({ open, onOpenChange, title, children }: { open: boolean; onOpenChange: (open: boolean) => void; title: string; children: ReactNode }) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Backdrop />
        <Base.Popup className="fixed inset-y-0 start-0 z-40 w-[min(19rem,85vw)] bg-sidebar ps-[env(safe-area-inset-left)] shadow-popup outline-none transition-transform duration-200 ease-out data-ending-style:-translate-x-full data-starting-style:-translate-x-full rtl:data-ending-style:translate-x-full rtl:data-starting-style:translate-x-full">
          <Base.Title className="sr-only">{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
