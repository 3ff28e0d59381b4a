import { useTranslation } from "react-i18next";
import type { Training } from "~/api/types";
import { dayOf } from "~/i18n/format";
import { useSay, useTraining } from "~/privacy/queries";
import { standingOf } from "~/privacy/said";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { toast } from "~/ui/toast";
import { giveChat } from "./giving";

/** Asks about one chat, in the organisation's words. Nothing is chosen for anybody. */
export function ChatTraining({ chatId }: { chatId: string }) {
  const { t } = useTranslation(["training", "app"]);
  const training = useTraining();
  const close = () => giveChat(null);
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title={t("chat.title")}>
      {training.isPending && <Spinner />}
      {training.isError && (
        <DialogBody>
          <Notice kind="error" title={errorText(training.error, t).title} />
        </DialogBody>
      )}
      {training.data && <Asked training={training.data} chatId={chatId} onDone={close} />}
    </Dialog>
  );
}

function Asked({ training, chatId, onDone }: { training: Training; chatId: string; onDone: () => void }) {
  const { t } = useTranslation(["training", "app"]);
  const say = useSay();
  const { allowed } = training;
  const standing = standingOf(training, chatId);
  const used = standing.kind === "whole" || standing.kind === "since";
  const answer = (yes: boolean) =>
    say.mutate(
      { yes, purpose_hash: allowed.purpose_hash, chat_id: chatId },
      {
        onSuccess: () => {
          toast({ kind: "success", title: t(yes ? "chat.saidYes" : "chat.saidNo") });
          onDone();
        },
      },
    );
  return (
    <>
      <DialogBody className="space-y-3 text-sm">
        {allowed.allowed ? (
          <>
            <p>{t("chat.asked")}</p>
            <blockquote dir="auto" className="border-s-2 border-border ps-3 whitespace-pre-wrap text-muted-foreground">
              {allowed.purpose}
            </blockquote>
            <p className="text-muted-foreground">{t("chat.covers")}</p>
            <p role="status" className="font-medium">
              {t(`chat.${standing.kind}`, { date: standing.at === null ? "" : dayOf(standing.at) })}
            </p>
          </>
        ) : (
          <p>{t("chat.forbidden")}</p>
        )}
        {say.isError && <Notice kind="error" title={errorText(say.error, t).title} />}
      </DialogBody>
      {allowed.allowed && (
        <DialogFooter>
          <Button variant="outline" disabled={!used} busy={say.isPending && !say.variables.yes} onClick={() => answer(false)}>
            {t("chat.sayNo")}
          </Button>
          <Button variant="outline" disabled={standing.kind === "whole"} busy={say.isPending && say.variables.yes} onClick={() => answer(true)}>
            {t("chat.sayYes")}
          </Button>
        </DialogFooter>
      )}
    </>
  );
}
