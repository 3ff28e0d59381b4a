import type { ComponentProps } from "react";
import { classes } from "./classes";
import { Spinner } from "./Spinner";

export type ButtonVariant = "primary" | "secondary" | "outline" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const looks: Readonly<Record<ButtonVariant, string>> = {
  primary: "bg-primary text-primary-foreground hover:brightness-110 active:brightness-95",
  secondary: "bg-muted text-foreground hover:bg-accent",
  outline: "border border-border bg-background text-foreground hover:bg-accent",
  ghost: "text-foreground hover:bg-accent",
  danger: "bg-destructive text-destructive-foreground hover:brightness-110 active:brightness-95",
};

const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: "min-h-8 touch:min-h-11 gap-1.5 px-3 text-[0.8125rem]",
  md: "control gap-2 px-4 text-sm",
  lg: "min-h-11 gap-2 px-5 text-[0.9375rem]",
};

/** The look of a button, for links that act like one. */
export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "md"): string {
  return classes(
    "inline-flex shrink-0 select-none items-center justify-center rounded-lg font-medium transition-[background-color,filter,opacity]",
    "disabled:opacity-50 disabled:pointer-events-none",
    looks[variant],
    sizes[size],
  );
}

interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Shows that the action runs; the button keeps its width and takes no second click. */
  busy?: boolean;
}

export function Button({ variant = "secondary", size = "md", busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={classes(buttonClass(variant, size), className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
