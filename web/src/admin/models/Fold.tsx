import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** A part of a form for those who open it. */
export function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Collapsible.Root className="border-t border-border pt-3">
      <Collapsible.Trigger className="group inline-flex min-h-8 touch:min-h-11 items-center gap-1.5 rounded-md text-sm font-medium text-muted-foreground hover:text-foreground">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform group-data-panel-open:rotate-90 rtl:-scale-x-100" />
        {title}
      </Collapsible.Trigger>
      <Collapsible.Panel className="space-y-5 pt-3 pb-2">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
