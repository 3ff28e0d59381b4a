import { Link, Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Spinner } from "~/ui/Spinner";

const parts = [
  { to: "/admin/guard", key: "parts.policy", exact: true },
  { to: "/admin/guard/simulator", key: "parts.simulator", exact: false },
  { to: "/admin/guard/terms", key: "parts.terms", exact: false },
  { to: "/admin/guard/counts", key: "parts.counts", exact: false },
  { to: "/admin/guard/releases", key: "parts.releases", exact: false },
] as const;

/** The guard: what may leave, trying it out, the company's words, what it did, and who asked for an exception. */
export function GuardPage() {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["policy", "guard", "app"]);
  return (
    <>
      <nav aria-label={t("parts.label")} className="mb-6 flex flex-wrap gap-1.5">
        {parts.map(({ to, key, exact }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact }}
            className="inline-flex min-h-8 touch:min-h-11 items-center rounded-full border border-border px-3.5 text-[0.8125rem] text-muted-foreground transition-colors hover:bg-accent aria-[current=page]:border-primary aria-[current=page]:bg-primary-soft aria-[current=page]:font-medium aria-[current=page]:text-foreground"
          >
            {t(key)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Spinner />}>
        <Outlet />
      </Suspense>
    </>
  );
}
