import { Menu as Base } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import { Kbd } from "./Kbd";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "inline-start" | "inline-end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
  children: ReactNode;
}

export function Menu({ trigger, align = "start", side = "bottom", open, onOpenChange, className, children }: MenuProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={classes("popup appear max-h-(--available-height) min-w-48 overflow-y-auto p-1", className)}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const itemClass =
  "flex min-h-9 touch:min-h-11 select-none items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-accent data-disabled:opacity-50";

interface MenuItemProps {
  icon?: LucideIcon;
  danger?: boolean;
  disabled?: boolean;
  keys?: readonly string[];
  onClick: () => void;
  children: ReactNode;
}

export function MenuItem({ icon: Icon, danger = false, disabled = false, keys, onClick, children }: MenuItemProps) {
  return (
    <Base.Item disabled={disabled} onClick={onClick} className={classes(itemClass, danger && "text-destructive data-highlighted:bg-destructive-soft")}>
      {Icon && <Icon aria-hidden="true" className={classes("size-4 shrink-0", !danger && "text-muted-foreground")} />}
      <span className="flex-1">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Base.Item>
  );
}

/** An item that opens an address: a download, or another page in a new tab. */
export function MenuLink({ icon: Icon, href, download, children }: { icon?: LucideIcon; href: string; download?: boolean; children: ReactNode }) {
  return (
    <Base.LinkItem href={href} {...(download ? { download: "" } : {})} closeOnClick className={itemClass}>
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />}
      <span className="flex-1">{children}</span>
    </Base.LinkItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="mx-2 my-1 h-px bg-border" />;
}

export const MenuRadioGroup = Base.RadioGroup;
export const MenuRadioItem = Base.RadioItem;
