import { classes } from "./classes";

/** A quiet sign that something runs. Decorative: say what runs in text beside it. */
export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={classes("inline-block size-4 shrink-0 animate-spin rounded-full border-2 border-current border-e-transparent opacity-70", className)}
    />
  );
}
