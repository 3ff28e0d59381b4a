import type { ReactNode } from "react";

/** One setting: its words at the start, its control at the end; below each other on phones. */
export function SettingLine({ label, hint, children }: { label: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-2.5 py-4 first:pt-0">
      <div className="min-w-0 flex-1 basis-56">
        <p className="text-sm font-medium">{label}</p>
        {hint && <p className="max-w-md text-[0.8125rem] text-muted-foreground">{hint}</p>}
      </div>
      {children}
    </div>
  );
}
