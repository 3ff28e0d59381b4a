import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Message, Sent as SentWords } from "~/api/types";
import { modelsQuery } from "~/chat/model/choice";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { Sent } from "~/guard/Marked";
import { buttonClass } from "~/ui/Button";
import { Dialog, DialogBody } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";

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
        {sent.data && <Words sent={sent.data} receipt={`/api/messages/${message.id}/receipt`} />}
      </DialogBody>
    </Dialog>
  );
}

const roles = new Set(["system", "user", "assistant", "tool"]);

function Words({ sent, receipt }: { sent: SentWords; receipt: string }) {
  const { t } = useTranslation("guard");
  const models = useQuery(modelsQuery).data?.items;
  const model = models?.find(({ id }) => id === sent.model)?.name ?? sent.model;
  const place = sent.destination?.name ?? "";
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 text-sm text-muted-foreground">
        {sent.destination && <DestinationBadge destination={sent.destination} tip={false} />}
        <p>{t(sent.unchanged ? "saw.unchanged" : "saw.lead", { model, place })}</p>
      </div>
      {sent.messages.map(({ role, text }, index) => {
        const name = roles.has(role) ? t(`saw.role.${role}`) : role;
        return (
          // The list never changes: its order tells its lines apart.
          // oxlint-disable-next-line react/no-array-index-key
          <section key={index}>
            <h3 className="mb-1 text-xs font-medium text-muted-foreground">{name}</h3>
            <Sent text={text} standIns={sent.stand_ins} label={name} />
          </section>
        );
      })}
      {sent.line !== null && (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="min-w-0 text-xs break-all text-muted-foreground tabular-nums">{t("saw.line", { line: sent.line })}</p>
          <a href={receipt} download className={buttonClass("outline", "sm")}>
            <Download aria-hidden="true" className="size-4" />
            {t("saw.receipt")}
          </a>
        </div>
      )}
    </>
  );
}
