import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { Activity, Brain, ChartColumn, EyeOff, Gauge, GraduationCap, Hourglass, KeyRound, ShieldCheck, Users } from "lucide-react";
import { Suspense, useEffect, useRef } from "react";
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
  { to: "/admin/training", key: "training:nav", icon: GraduationCap },
  { to: "/admin/limits", key: "usage:limits.pageTitle", icon: Gauge },
  { to: "/admin/usage", key: "usage:everybody.title", icon: ChartColumn },
  { to: "/admin/status", key: "status.title", icon: Activity },
] as const;

/** A tab in a line; beside the page, where there is room, an entry of a list. */
const tab = [
  "-mb-px flex min-h-10 touch:min-h-11 items-center gap-2 border-b-2 border-transparent px-3 text-sm whitespace-nowrap text-muted-foreground -outline-offset-2",
  "hover:text-foreground aria-[current=page]:border-primary aria-[current=page]:font-medium aria-[current=page]:text-foreground",
  "xl:mb-0 xl:rounded-md xl:border-b-0 xl:aria-[current=page]:bg-muted",
].join(" ");

/** The administrator's area: people, models, status. It shows how the house runs, never what is said in it. */
export function AdminPage() {
  const nav = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  useEffect(() => {
    // On a phone the tabs are wider than the screen; the one that is open is never out of sight.
    if (path) nav.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  const { t } = useTranslation(["admin", "app", "usage", "policy", "own", "training"]);
  return (
    <div className="h-full overflow-y-auto">
      <header className="mx-auto w-full max-w-4xl px-4 sm:px-8 xl:max-w-6xl">
        <PageBar title={t("title")} />
        <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 text-sm text-muted-foreground">{t("lead")}</p>
      </header>
      <div className="mx-auto w-full max-w-4xl px-4 pb-16 sm:px-8 xl:grid xl:max-w-6xl xl:grid-cols-[11rem_minmax(0,1fr)] xl:gap-10">
        <nav
          ref={nav}
          aria-label={t("title")}
          className="mt-5 flex gap-1 overflow-x-auto overflow-y-hidden border-b border-border sm:flex-wrap xl:sticky xl:top-5 xl:flex-col xl:self-start xl:border-b-0"
        >
          {pages.map(({ to, key, icon: Icon }) => (
            <Link key={to} to={to} className={tab}>
              <Icon aria-hidden="true" className="size-4 shrink-0" />
              {t(key)}
            </Link>
          ))}
        </nav>
        <div className="min-w-0 pt-6">
          <Suspense fallback={<Spinner />}>
            <Outlet />
          </Suspense>
        </div>
      </div>
    </div>
  );
}
