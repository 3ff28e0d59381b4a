import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { Sent } from "~/guard/Marked";
import type { Check } from "~/guard/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { FileVerdict } from "./FileVerdict";
import { FoundList } from "./FoundList";
import type { Checking } from "./useCheck";

interface LeaveDialogProps {
  checking: Checking;
  check: Check;
  text: () => string;
  fileName: (id: string) => string;
  onTakeOut: (start: number, end: number) => void;
  onClose: () => void;
}

const stays = new Set(["refuse", "warn"]);

/** What would leave if the message were sent now, and what can be done about each thing that was found. */
export function LeaveDialog({ checking, check, text, fileName, onTakeOut, onClose }: LeaveDialogProps) {
  const { t } = useTranslation(["guard", "app"]);
  const { look, decide, decisions } = checking;
  // The text may have been typed on since.
  useEffect(() => look(), [look]);
  const standIns = check.findings.flatMap(({ stand_in }) => stand_in ?? []);
  const kept = check.action === "keep_local";
  const nothing = stays.has(check.action) || (kept && !check.kept_on);
  return (
    <Dialog open onOpenChange={onClose} title={t("leave.title")} size="lg" description={kept && check.kept_on ? t("leave.kept", { model: check.kept_on.name }) : t("leave.to", { model: check.model.name, place: check.destination.name })}>
      <DialogBody className="space-y-5">
        {!kept && <DestinationBadge destination={check.destination} tip={false} />}
        {nothing ? <p className="text-sm">{t("leave.nothing")}</p> : <Sent text={check.would_leave} standIns={standIns} label={t("leave.text")} />}
        <section aria-label={t("leave.found")}>
          <h3 className="mb-2 text-sm font-semibold">{t("leave.found")}</h3>
          <FoundList findings={check.findings} text={text()} decisions={decisions} onDecide={decide} onTakeOut={onTakeOut} />
          {check.files.map((file) => (
            <p key={file.file_id} className="mt-2 text-sm">
              <bdi className="font-medium">{fileName(file.file_id)}</bdi>
              <FileVerdict check={file} />
            </p>
          ))}
        </section>
        <p className="text-xs text-muted-foreground">{t("leave.policy", { name: check.policy.name, version: check.policy.version })}</p>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          {t("leave.done")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
