import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useReachable } from "~/api/reachable";
import { chooseLocale, currentLocale, localeNames, locales } from "~/i18n";
import { Mark } from "~/ui/Mark";
import { Notice } from "~/ui/Notice";

/** The quiet page around signing in, setting up and accepting an invitation. */
export function EntryPage({ title, lead, children, wide = false }: { title: string; lead?: ReactNode; children: ReactNode; wide?: boolean }) {
  const { t } = useTranslation("app");
  const away = useReachable((state) => state.away);
  return (
    <div className="flex min-h-full flex-col bg-sidebar">
      <main className="flex flex-1 flex-col items-center px-4 py-10 sm:justify-center">
        <div className={wide ? "w-full max-w-xl" : "w-full max-w-md"}>
          <div className="mb-7 flex flex-col items-center text-center">
            <Mark className="mb-5 size-11" />
            <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
            {lead && <p className="mt-2 max-w-md text-[0.9375rem] text-balance text-muted-foreground">{lead}</p>}
          </div>
          <div className="rounded-2xl border border-border bg-card p-6 shadow-soft sm:p-8">
            {away && (
              <div className="mb-5">
                <Notice kind="warning" title={t("away.title")}>
                  {t("away.trying")}
                </Notice>
              </div>
            )}
            {children}
          </div>
        </div>
      </main>
      <footer className="flex items-center justify-center gap-1 pb-6 text-[0.8125rem] text-muted-foreground">
        {locales.map((locale) => (
          <button
            key={locale}
            type="button"
            lang={locale}
            aria-pressed={locale === currentLocale()}
            onClick={() => void chooseLocale(locale)}
            className="min-h-8 touch:min-h-11 rounded-md px-2.5 hover:text-foreground aria-pressed:font-medium aria-pressed:text-foreground"
          >
            {localeNames[locale]}
          </button>
        ))}
      </footer>
    </div>
  );
}
