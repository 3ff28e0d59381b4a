import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** A part of the page with its heading, what it is for, and its main action. */
export function AccessSection({ name, action, children }: { name: "groups" | "services" | "keys"; action?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("identity");
  return (
    <section aria-labelledby={`access-${name}`}>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id={`access-${name}`} className="text-lg font-semibold tracking-tight">
            {t(`access.${name}.title`)}
          </h2>
          <p className="mt-1 text-sm text-muted-foreground">{t(`access.${name}.lead`)}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
