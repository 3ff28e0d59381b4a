import { useTranslation } from "react-i18next";
import type { Training } from "~/api/types";
import { dayOf } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { GivenChats } from "./GivenChats";
import { useSay } from "./queries";
import { standing } from "./said";

/** What the organisation asks for, what one has said, and the two answers. Nothing is chosen for anybody. */
export function TrainingConsent({ training }: { training: Training }) {
  const { t } = useTranslation(["privacy", "app"]);
  const say = useSay();
  const { allowed } = training;
  if (!allowed.allowed) return <p className="text-sm text-muted-foreground">{t("training.forbidden")}</p>;
  const { since, chats, outdated } = standing(training);
  const answer = (yes: boolean, chat?: string) =>
    say.mutate(
      { yes, purpose_hash: allowed.purpose_hash, ...(chat === undefined ? {} : { chat_id: chat }) },
      {
        onSuccess: () => toast({ kind: "success", title: t(yes ? "training.saidYes" : chat === undefined ? "training.saidNo" : "training.saidNoChat") }),
        onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
      },
    );
  return (
    <div className="space-y-3 text-sm">
      <p>{t("training.asked")}</p>
      <blockquote dir="auto" className="border-s-2 border-border ps-3 whitespace-pre-wrap text-muted-foreground">
        {allowed.purpose}
      </blockquote>
      <div aria-live="polite" className="space-y-1 font-medium">
        {since !== null && <p>{t("training.yes", { date: dayOf(since) })}</p>}
        {chats > 0 && <p>{t("training.some", { count: chats })}</p>}
        {since === null && chats === 0 && <p>{t(outdated ? "training.outdated" : "training.no")}</p>}
      </div>
      <GivenChats training={training} onTakeBack={(chat) => answer(false, chat)} />
      <div className="flex flex-wrap gap-2">
        <Button variant="outline" disabled={since !== null} busy={say.isPending && say.variables.yes} onClick={() => answer(true)}>
          {t("training.sayYes")}
        </Button>
        <Button variant="outline" disabled={since === null && chats === 0} busy={say.isPending && !say.variables.yes} onClick={() => answer(false)}>
          {t("training.sayNo")}
        </Button>
      </div>
    </div>
  );
}
