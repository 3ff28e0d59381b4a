import { classes } from "./classes";
import { keyNames } from "./shortcuts";

/** Keys as the person's keyboard names them. */
export function Kbd({ keys, inverted = false }: { keys: readonly string[]; inverted?: boolean }) {
  return (
    <kbd className="inline-flex items-center gap-0.5 font-sans" dir="ltr">
      {keyNames(keys).map((name) => (
        <span
          key={name}
          className={classes(
            "inline-flex h-5 min-w-5 items-center justify-center rounded px-1 text-[0.6875rem] leading-none",
            inverted ? "bg-background/20" : "bg-muted text-muted-foreground",
          )}
        >
          {name}
        </span>
      ))}
    </kbd>
  );
}
