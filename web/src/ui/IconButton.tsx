import type { ComponentProps } from "react";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

interface IconButtonProps extends ComponentProps<"button"> {
  /** What it does; both its accessible name and its tooltip. */
  label: string;
  keys?: readonly string[];
  size?: "sm" | "md";
  side?: "top" | "bottom" | "inline-start" | "inline-end";
  /** Leaves the tooltip out, for buttons that open a popup with the same name. */
  quiet?: boolean;
}

/** The look of an icon button; at least 44 px where fingers point. */
export function iconButtonClass(size: "sm" | "md" = "md"): string {
  return classes(
    "inline-flex shrink-0 select-none items-center justify-center rounded-lg text-muted-foreground transition-colors",
    "hover:bg-accent hover:text-foreground data-popup-open:bg-accent data-popup-open:text-foreground aria-pressed:text-foreground",
    "disabled:opacity-40 disabled:pointer-events-none touch:size-11",
    size === "sm" ? "size-7" : "size-9",
  );
}

export function IconButton({ label, keys, size = "md", side, quiet = false, className, children, ...rest }: IconButtonProps) {
  const button = (
    <button type="button" {...rest} aria-label={label} className={classes(iconButtonClass(size), className)}>
      {children}
    </button>
  );
  if (quiet) return button;
  return (
    <Tooltip label={label} keys={keys} {...(side ? { side } : {})}>
      {button}
    </Tooltip>
  );
}
