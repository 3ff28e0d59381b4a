import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";

export const inputClass = classes(
  "w-full rounded-lg border border-input bg-background px-3 text-[0.9375rem] text-foreground transition-colors touch:text-base",
  "placeholder:text-muted-foreground hover:border-foreground/60 focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring/40",
  "disabled:opacity-60 data-invalid:border-destructive",
);

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value; makes the field invalid. */
  error?: ReactNode;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

/** A label, a control and its words, joined for assistive technology. */
export function Field({ label, hint, error, hideLabel = false, className, children }: FieldProps) {
  const wrong = error !== undefined && error !== null && error !== false && error !== "";
  return (
    <Base.Root invalid={wrong} className={classes("flex flex-col gap-1.5", className)}>
      <Base.Label className={hideLabel ? "sr-only" : "text-sm font-medium"}>{label}</Base.Label>
      {children}
      {hint && <Base.Description className="text-[0.8125rem] text-muted-foreground">{hint}</Base.Description>}
      <Base.Error match={wrong} className="text-[0.8125rem] text-destructive">
        {error}
      </Base.Error>
    </Base.Root>
  );
}

/** A one-line control inside a Field. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <Base.Control {...rest} className={classes(inputClass, "control py-1.5", className)} />;
}

/** A many-line control inside a Field; it grows with its text where the browser can. */
export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <Base.Control render={<textarea dir="auto" {...rest} />} className={classes(inputClass, "min-h-24 resize-y field-sizing-content py-2 leading-relaxed", className)} />;
}
