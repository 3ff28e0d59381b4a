import { useId, type ReactNode } from "react";

/** A part of a page with its heading, and what can be done with all of it. */
export function Section({ title, lead, action, children }: { title: string; lead?: ReactNode; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id={id} className="text-lg font-semibold tracking-tight">
            {title}
          </h2>
          {lead && <p className="mt-1 max-w-2xl text-sm text-muted-foreground">{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
