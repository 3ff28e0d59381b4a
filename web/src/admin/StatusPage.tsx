import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { NetworkStatus, PlaceState, Status } from "~/api/types";
import { duration, number, relativeTime } from "~/i18n/format";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Section } from "./guard/Section";
import { Promises } from "./Promises";
import { useStatus } from "./queries";
import { Tag, type TagKind } from "./Tag";

/** How the house runs right now, and which promises it keeps itself or only has on paper. */
export function StatusPage() {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["admin", "app", "policy", "promises"]);
  const status = useStatus();
  if (status.isPending) return <Spinner />;
  if (!status.data) return <Notice kind="error" title={errorText(status.error, t).title} />;
  return (
    <div className="space-y-10">
      <Section title={t("status.title")} lead={t("status.version", { version: status.data.version, uptime: duration(status.data.uptime_seconds) })}>
        <Figures status={status.data} />
      </Section>
      <Places places={status.data.places} />
      <Promises promises={status.data.promises} />
    </div>
  );
}

function Figures({ status }: { status: Status }) {
  const { t } = useTranslation(["admin", "policy"]);
  const { engine, queue, guard, ledger, database } = status;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Card title={t("status.engine")} state={stateWord(engine.state)}>
        <Line name={t("status.model")} value={engine.model ?? t("status.noModel")} />
        <Line name={t("status.slots")} value={number(engine.slots ?? 0)} />
        <Line name={t("status.context")} value={number(engine.context_tokens ?? 0)} />
        <Line name={t("status.restarts")} value={number(engine.restarts ?? 0)} />
        <Line name={t("status.isolation")} value={isolation(engine.isolation, t)} />
      </Card>
      <Card title={t("status.database")} state={stateWord(database.ready ? "ready" : "unavailable")}>
        <Line name={t("status.kind")} value={t(database.embedded ? "status.embedded" : "status.own")} />
        <Line name={t("status.restarts")} value={number(database.restarts)} />
        <Line name={t("status.isolation")} value={isolation(database.isolation, t)} />
      </Card>
      <Card title={t("status.queue")}>
        <Line name={t("status.running")} value={number(queue.running)} />
        <Line name={t("status.waiting")} value={number(queue.waiting)} />
        <Line name={t("status.policy")} value={policyWords(guard, t)} />
      </Card>
      <Card title={t("status.ledger")} state={stateWord(ledger.writable ? "ready" : "unavailable")}>
        <Line name={t("status.lines")} value={number(ledger.lines)} />
        <Line name={t("status.openLines")} value={number(ledger.open_lines)} />
        <Line name={t("status.lastLine")} value={ledger.last_at === null ? t("status.noLine") : relativeTime(ledger.last_at)} />
      </Card>
      <Network network={status.network} />
    </div>
  );
}

function Network({ network }: { network: NetworkStatus }) {
  const { t } = useTranslation("admin");
  const opened = network.opened ?? [];
  return (
    <Card title={t("status.network")}>
      <Line name={t("status.publicUrl")} value={network.public_url ?? t("status.noPublicUrl")} />
      <Line name={t("status.tls")} value={t(`status.tlsBy.${network.tls ?? "none"}`)} />
      <Line name={t("status.proxy")} value={network.proxy ?? t("status.noProxy")} />
      <Line name={t("status.authorities")} value={t(network.company_authorities ? "status.authoritiesOurs" : "status.authoritiesSystem")} />
      <Line name={t("status.opened")} value={opened.length === 0 ? t("status.nothingOpened") : opened.join(", ")} />
    </Card>
  );
}

const breakerTags: Readonly<Record<PlaceState["breaker"], TagKind>> = { closed: "good", half_open: "note", open: "warn" };

/** Every place where a model was asked since the start: how busy it is, and whether it is left alone. */
function Places({ places }: { places: readonly PlaceState[] }) {
  const { t } = useTranslation("admin");
  if (places.length === 0) return null;
  return (
    <section aria-labelledby="places">
      <h2 id="places" className="mb-4 text-lg font-semibold tracking-tight">
        {t("places.title")}
      </h2>
      <ul className="divide-y divide-border rounded-xl border border-border">
        {places.map((place) => (
          <li key={`${place.destination}\n${place.model}`} className="flex items-start gap-4 px-4 py-3.5">
            <div className="min-w-0 flex-1">
              <p dir="auto" className="truncate text-sm font-medium">
                {place.destination}
              </p>
              <p dir="auto" className="text-[0.8125rem] text-muted-foreground">
                {t("places.load", { model: place.model, running: number(place.running), waiting: number(place.waiting) })}
                {place.failures > 0 && ` ${t("places.failures", { failures: number(place.failures) })}`}
              </p>
            </div>
            <Tag kind={breakerTags[place.breaker]}>{t(`places.${place.breaker}`)}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}

function policyWords({ policy, version, mode }: Status["guard"], t: TFunction): string {
  return t(mode === "record" ? "admin:status.policyDry" : "admin:status.policyHolds", { name: t(`policy:preset.${policy}.title`, { defaultValue: policy }), version });
}

function isolation(state: string | null | undefined, t: TFunction): string {
  return state ? t(`admin:status.walls.${state}`, { defaultValue: state }) : t("admin:status.noWalls");
}

interface StateWord {
  word: string;
  good: boolean;
}

function stateWord(state: string): StateWord | undefined {
  return state ? { word: state, good: state === "ready" || state === "running" } : undefined;
}

function Card({ title, state, children }: { title: string; state?: StateWord | undefined; children: React.ReactNode }) {
  const { t } = useTranslation("admin");
  return (
    <section className="rounded-xl border border-border p-4">
      <h3 className="mb-2 flex items-center justify-between text-sm font-semibold">
        {title}
        {state && <Tag kind={state.good ? "good" : "warn"}>{t(`status.states.${state.word}`, { defaultValue: state.word })}</Tag>}
      </h3>
      <dl>{children}</dl>
    </section>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1 text-sm">
      <dt className="text-muted-foreground">{name}</dt>
      <dd dir="auto" className="min-w-0 truncate text-end tabular-nums">
        {value}
      </dd>
    </div>
  );
}
