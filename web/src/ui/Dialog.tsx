import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { iconButtonClass } from "./IconButton";
import { classes } from "./classes";

export type DialogSize = "sm" | "md" | "lg" | "xl";

const widths: Readonly<Record<DialogSize, string>> = {
  sm: "sm:max-w-sm",
  md: "sm:max-w-lg",
  lg: "sm:max-w-2xl",
  xl: "sm:max-w-4xl",
};

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Keeps the title for screen readers only. */
  hideTitle?: boolean;
  description?: ReactNode;
  size?: DialogSize;
  /** `top` for searching, where the list grows downwards; `center` for the rest. */
  place?: "center" | "top";
  /** What gets the focus first; `true` leaves it to the dialog. */
  initialFocus?: () => HTMLElement | true;
  className?: string;
  children: ReactNode;
}

/** The dimmed page behind a dialog or drawer. */
export function Backdrop() {
  return <Base.Backdrop className="fixed inset-0 z-40 bg-black/25 backdrop-blur-[1px] transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/55" />;
}

/** A modal dialog: focus stays inside, Escape and a click beside it close it, focus returns. */
export function Dialog({ open, onOpenChange, title, hideTitle = false, description, size = "md", place = "center", initialFocus, className, children }: DialogProps) {
  const { t } = useTranslation("app");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Backdrop />
        <Base.Viewport className={classes("fixed inset-0 z-40 flex justify-center overflow-hidden sm:px-4", place === "top" ? "items-start py-2 max-sm:px-2 sm:pt-[12vh] sm:pb-[8vh]" : "items-end sm:items-center sm:py-8")}>
          <Base.Popup
            {...(initialFocus ? { initialFocus } : {})}
            className={classes(
              "popup appear relative flex max-h-[min(92dvh,100%)] w-full flex-col overflow-hidden sm:max-h-full",
              place === "center" && "max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0 max-sm:pb-[env(safe-area-inset-bottom)]",
              widths[size],
              className,
            )}
          >
            <div className={hideTitle ? "sr-only" : "flex items-start gap-4 px-6 pt-5"}>
              <div className="min-w-0 flex-1">
                <Base.Title className="text-lg font-semibold tracking-tight">{title}</Base.Title>
                {description && <Base.Description className="mt-1 text-sm text-muted-foreground">{description}</Base.Description>}
              </div>
              {!hideTitle && (
                <Base.Close aria-label={t("close")} className={classes(iconButtonClass("sm"), "-me-2")}>
                  <X aria-hidden="true" className="size-4.5" />
                </Base.Close>
              )}
            </div>
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** The scrolling middle of a dialog. With a `label` the keyboard scrolls it: needed where it holds words alone. */
export function DialogBody({ className, label, children }: { className?: string; label?: string; children: ReactNode }) {
  const reached = label === undefined ? {} : { role: "region", tabIndex: 0, "aria-label": label };
  return (
    <div {...reached} className={classes("min-h-0 flex-1 overflow-y-auto px-6 py-4", label !== undefined && "-outline-offset-2", className)}>
      {children}
    </div>
  );
}

/** The buttons at the end of a dialog; the main one comes last. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 px-6 pt-1 pb-5">{children}</div>;
}
