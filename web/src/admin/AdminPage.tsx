import { Link, Outlet } from "@tanstack/react-router";
import { Activity, Brain, ChartColumn, EyeOff, Gauge, Hourglass, KeyRound, ShieldCheck, Users } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { PageBar } from "~/ui/PageBar";
import { Spinner } from "~/ui/Spinner";

const pages = [
  { to: "/admin/people", key: "people.title", icon: Users },
  { to: "/admin/access", key: "access.title", icon: KeyRound },
  { to: "/admin/models", key: "models.title", icon: Brain },
  { to: "/admin/guard", key: "policy:nav", icon: ShieldCheck },
  { to: "/admin/history", key: "history.nav", icon: EyeOff },
  { to: "/admin/retention", key: "own:retention.nav", icon: Hourglass },
  { to: "/admin/limits", key: "usage:limits.pageTitle", icon: Gauge },
  { to: "/admin/usage", key: "usage:everybody.title", icon: ChartColumn },
  { to: "/admin/status", key: "status.title", icon: Activity },
] as const;

/** The administrator's area: people, models, status. It shows how the house runs, never what is said in it. */
export function AdminPage() {
  const { t } = useTranslation(["admin", "app", "usage", "policy", "own"]);
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="mx-auto w-full max-w-4xl px-4 sm:px-8">
        <PageBar title={t("title")} />
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 text-sm text-muted-foreground">{t("lead")}</p>
        <nav aria-label={t("title")} className="mt-5 flex gap-1 overflow-x-auto overflow-y-hidden border-b border-border">
          {pages.map(({ to, key, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className="-mb-px flex min-h-10 touch:min-h-11 items-center gap-2 border-b-2 border-transparent px-3 text-sm text-muted-foreground -outline-offset-2 hover:text-foreground aria-[current=page]:border-primary aria-[current=page]:font-medium aria-[current=page]:text-foreground"
            >
              <Icon aria-hidden="true" className="size-4" />
              {t(key)}
            </Link>
          ))}
        </nav>
      </header>
      <div className="mx-auto w-full max-w-4xl px-4 pt-6 pb-16 sm:px-8">
        <Suspense fallback={<Spinner />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
