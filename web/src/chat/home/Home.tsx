import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { usePerson } from "~/api/session";
import type { Starter } from "~/api/types";
import { currentLocale } from "~/i18n";
import { SeeItWork } from "./SeeItWork";
import { useModelChoice } from "../model/choice";
import { placeWords } from "~/destination/terms";
import { DestinationBadge } from "~/destination/DestinationBadge";

const morning = 5;
const afternoon = 12;
const evening = 18;

function partOfDay(hour: number): "night" | "morning" | "afternoon" | "evening" {
  if (hour < morning) return "night";
  if (hour < afternoon) return "morning";
  return hour < evening ? "afternoon" : "evening";
}

/** Where a chat begins: a greeting, the composer (`children`), and tasks that the model is known to manage. */
export function Home({ onStarter, children }: { onStarter: (prompt: string) => void; children?: ReactNode }) {
  const { t } = useTranslation("app");
  const person = usePerson();
  const name = person?.name.split(/\s+/)[0] ?? "";
  const [hour] = useState(() => new Date().getHours());
  const greeting = t(`home.${partOfDay(hour)}`);
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="column flex flex-1 flex-col pt-6 pb-4 sm:justify-center sm:pb-[16vh]">
        <div className="flex flex-1 flex-col items-center justify-center sm:flex-none">
          <h1 className="text-center text-[1.75rem] leading-tight font-semibold tracking-tight" dir="auto">
            {name ? t("home.greeting", { greeting, name }) : greeting}
          </h1>
          <WhereItGoes />
        </div>
        <div className="mt-7 max-sm:order-last max-sm:mt-4">{children}</div>
        <Starters onStarter={onStarter} />
        <SeeItWork />
      </div>
    </div>
  );
}

/** One line that says where the words go. */
function WhereItGoes() {
  const { t } = useTranslation("app");
  const { model } = useModelChoice(null);
  if (!model) return <p className="mt-2.5 h-5" />;
  return (
    <p className="mt-2.5 flex min-h-5 flex-wrap items-center justify-center gap-2 text-center text-sm text-balance text-muted-foreground">
      <DestinationBadge destination={model.destination} tip={false} />
      {model.demo ? t("model.demo") : placeWords(model.destination, t)}
    </p>
  );
}

function Starters({ onStarter }: { onStarter: (prompt: string) => void }) {
  const { t } = useTranslation("app");
  const locale = currentLocale();
  const starters = useQuery({
    queryKey: ["starters", locale],
    queryFn: ({ signal }) => call<{ items: Starter[] }>("GET", "/api/starters", { query: { locale }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = starters.data?.items.slice(0, 4) ?? [];
  return (
    <section aria-label={t("home.starters")} className="mt-5 min-h-24">
      <ul className={items.length === 1 ? "mx-auto grid max-w-sm gap-2" : "grid gap-2 sm:grid-cols-2"}>
        {items.map((starter) => (
          <li key={starter.id}>
            <button
              type="button"
              onClick={() => onStarter(starter.prompt)}
              className="group flex h-full min-h-11 w-full items-start gap-3 rounded-xl border border-border px-4 py-3 text-start transition-colors hover:bg-accent"
            >
              <span className="min-w-0 flex-1">
                <span className="block text-sm font-medium">{starter.title}</span>
                <span dir="auto" className="own-direction line-clamp-1 text-[0.8125rem] text-muted-foreground">
                  {starter.prompt}
                </span>
              </span>
              <ArrowUpRight aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted-foreground opacity-0 transition-opacity group-hover:opacity-100 rtl:-scale-x-100" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
