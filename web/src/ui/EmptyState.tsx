import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** True where it is all that the page shows: its title is then the page's heading. */
  whole?: boolean;
}

/** Where nothing is yet: says so and what to do. */
export function EmptyState({ icon: Icon, title, children, action, whole = false }: EmptyStateProps) {
  const Title = whole ? "h1" : "p";
  return (
    <div className="flex flex-col items-center px-6 py-10 text-center">
      {Icon && (
        <span className="mb-4 inline-flex size-11 items-center justify-center rounded-full bg-muted text-muted-foreground">
          <Icon aria-hidden="true" className="size-5" />
        </span>
      )}
      <Title className="font-medium">{title}</Title>
      {children && <p className="mt-1 max-w-sm text-sm text-balance text-muted-foreground">{children}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
