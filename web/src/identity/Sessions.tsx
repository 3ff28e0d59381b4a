import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Laptop, Smartphone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { tellTabs } from "~/api/channel";
import { forgetSession } from "~/api/session";
import type { PersonSession } from "~/api/types";
import { relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { Spinner } from "~/ui/Spinner";
import { toast } from "~/ui/toast";
import { deviceOf } from "./agent";

export const sessionsKey = ["me", "sessions"] as const;

/** Where this person is signed in, each with a way to end it. */
export function Sessions() {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const sessions = useQuery({ queryKey: sessionsKey, queryFn: ({ signal }) => call<{ items: PersonSession[] }>("GET", "/api/me/sessions", { signal }) });
  const end = useMutation({
    mutationFn: (id: string) => call<void>("DELETE", `/api/me/sessions/${id}`),
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
  if (sessions.isPending) return <Spinner className="mt-2" />;
  return (
    <>
      <ul className="divide-y divide-border/60">
        {sessions.data?.items.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
        ))}
      </ul>
      <SignOutEverywhere />
    </>
  );
}

function SessionLine({ session, onEnd }: { session: PersonSession; onEnd: () => void }) {
  const { t } = useTranslation("identity");
  const device = deviceOf(session.user_agent);
  const Icon = device?.handheld ? Smartphone : Laptop;
  return (
    <li className="flex items-center gap-3.5 py-2.5">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">{device?.name ?? t("sessions.unknown")}</p>
        <p className="text-xs text-muted-foreground">
          {session.current ? <span className="font-medium text-primary">{t("sessions.current")}</span> : relativeTime(session.last_seen_at)}
          <span aria-hidden="true">{" · "}</span>
          <bdi>{session.address}</bdi>
        </p>
      </div>
      {!session.current && (
        <Button size="sm" variant="outline" onClick={onEnd}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}

function SignOutEverywhere() {
  const { t } = useTranslation("identity");
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => call<void>("DELETE", "/api/me/sessions"),
    onSuccess: () => {
      forgetSession(client);
      tellTabs({ type: "session" });
      void router.navigate({ to: "/sign-in" });
    },
  });
  return (
    <>
      <Button variant="outline" className="mt-3" onClick={() => setAsking(true)}>
        {t("sessions.endAll")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("sessions.endAllTitle")}
        description={t("sessions.endAllBody")}
        action={t("sessions.endAll")}
        busy={leave.isPending}
        onConfirm={() => leave.mutate()}
      />
    </>
  );
}
