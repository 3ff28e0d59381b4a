import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes";

const looks = {
  info: { icon: Info, look: "bg-muted text-foreground" },
  warning: { icon: TriangleAlert, look: "bg-external-soft text-external" },
  error: { icon: CircleAlert, look: "bg-destructive-soft text-destructive" },
} as const;

/** A sentence that must not be missed, in place. Errors are read out. */
export function Notice({ kind = "info", title, children, action }: { kind?: keyof typeof looks; title?: ReactNode; children?: ReactNode; action?: ReactNode }) {
  const { icon: Icon, look } = looks[kind];
  return (
    <div role={kind === "error" ? "alert" : undefined} className={classes("flex items-start gap-3 rounded-lg px-3.5 py-3 text-sm", look)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={classes(kind === "info" && "text-muted-foreground")}>{children}</div>}
      </div>
      {action}
    </div>
  );
}
