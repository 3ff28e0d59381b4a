import { useId, type ReactNode } from "react";

/** A group of fields with its heading. */
export function Part({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className="space-y-4">
      <div>
        <h3 id={id} className="text-sm font-semibold">
          {title}
        </h3>
        {hint && <p className="mt-0.5 text-[0.8125rem] text-muted-foreground">{hint}</p>}
      </div>
      {children}
    </div>
  );
}
