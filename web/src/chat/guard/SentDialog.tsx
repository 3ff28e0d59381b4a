import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Destination, Message } from "~/api/types";
import { modelsQuery } from "~/chat/model/choice";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { Sent } from "~/guard/Marked";
import { Dialog, DialogBody } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";

interface SentWords {
  exact: boolean;
  replaced: number;
  destination: Destination;
  model: string;
  messages: { role: string; text: string }[];
  line: string;
}

/** The exact text that left for an answer. */
export function SentDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTranslation(["guard", "app"]);
  const sent = useQuery({
    queryKey: ["messages", message.id, "sent"],
    queryFn: ({ signal }) => call<SentWords>("GET", `/api/messages/${message.id}/sent`, { signal }),
    gcTime: 0,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("saw.title")} size="lg">
      <DialogBody className="space-y-4">
        {sent.isPending && <Spinner />}
        {sent.isError && <Notice kind="error" title={errorText(sent.error, t).title} />}
        {sent.data && <Words sent={sent.data} message={message} />}
      </DialogBody>
    </Dialog>
  );
}

const roles = new Set(["system", "user", "assistant", "tool"]);

function Words({ sent, message }: { sent: SentWords; message: Message }) {
  const { t } = useTranslation("guard");
  const models = useQuery(modelsQuery).data?.items;
  const model = models?.find(({ id }) => id === sent.model)?.name ?? sent.model;
  const standIns = (message.guarded?.restored ?? []).map(({ stand_in }) => stand_in);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 text-sm text-muted-foreground">
        <DestinationBadge destination={sent.destination} tip={false} />
        <p>{t(sent.exact ? "saw.lead" : "saw.notExact", { model, place: sent.destination.name })}</p>
      </div>
      {sent.messages.map(({ role, text }, index) => {
        const name = roles.has(role) ? t(`saw.role.${role}`) : role;
        return (
          // The list never changes: its order tells its lines apart.
          // oxlint-disable-next-line react/no-array-index-key
          <section key={index}>
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">{name}</h3>
            <Sent text={text} standIns={standIns} label={name} />
          </section>
        );
      })}
      <p className="text-xs text-muted-foreground tabular-nums">{t("saw.line", { line: sent.line })}</p>
    </>
  );
}
