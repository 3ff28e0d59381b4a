import type { ReactNode } from "react";
import { classes } from "~/ui/classes";

const looks = {
  plain: "bg-muted text-muted-foreground",
  good: "bg-local-soft text-local",
  note: "bg-private-soft text-private",
  warn: "bg-external-soft text-external",
  bad: "bg-destructive-soft text-destructive",
} as const;

export type TagKind = keyof typeof looks;

/** A word that marks a line. */
export function Tag({ kind = "plain", children }: { kind?: TagKind; children: ReactNode }) {
  return <span className={classes("inline-flex h-5 shrink-0 items-center rounded-full px-2 text-[0.6875rem] font-medium", looks[kind])}>{children}</span>;
}
