import { useTranslation } from "react-i18next";
import type { DemoWalk } from "~/api/types";
import { formatDate } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { CopyButton } from "~/ui/CopyButton";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { openPanel } from "~/ui/panels";
import { Spinner } from "~/ui/Spinner";
import { useStartWalk, useWalk } from "./queries";
import { Steps } from "./Steps";

const command = "inhouse demo";
const stepCount = 8;

/** The demo that the server runs, as it runs: nothing here is made up or kept from another time. */
export function WalkDialog() {
  const { t } = useTranslation(["walk", "app"]);
  const walk = useWalk();
  const start = useStartWalk();
  const failed = walk.error ?? start.error;
  return (
    <Dialog open onOpenChange={(open) => openPanel("walk", open)} title={t("title")} description={t("lead")} size="lg">
      <DialogBody label={t("title")} className="space-y-4">
        {failed && <Notice kind="error" title={errorText(failed, t).title} />}
        {walk.isPending && <Spinner />}
        {walk.data && <Shown walk={walk.data} />}
      </DialogBody>
      {walk.data?.possible && walk.data.state !== "running" && (
        <DialogFooter>
          <Button variant="primary" busy={start.isPending} onClick={() => start.mutate()}>
            {t(walk.data.state === "never" ? "start" : "again")}
          </Button>
        </DialogFooter>
      )}
    </Dialog>
  );
}

function Shown({ walk }: { walk: DemoWalk }) {
  const { t } = useTranslation("walk");
  if (!walk.possible) {
    return (
      <Notice title={t("sealed")} action={<CopyButton text={command} label={t("app:copy")} />}>
        <p>{t("sealedBody")}</p>
        <code dir="ltr" className="mt-2 inline-block rounded bg-background px-2 py-1 font-mono text-xs text-foreground">
          {command}
        </code>
      </Notice>
    );
  }
  return (
    <>
      <p className="text-sm text-muted-foreground">{t("how")}</p>
      <Progress walk={walk} />
      {walk.steps.length > 0 && <Steps steps={walk.steps} />}
    </>
  );
}

/** How far it is, read out when it changes. */
function Progress({ walk }: { walk: DemoWalk }) {
  const { t } = useTranslation("walk");
  const { state, steps, started_at: startedAt, trouble } = walk;
  const held = steps.every((step) => step.held !== false);
  const done = steps.length;
  const doing = done === 0 ? t("making") : done < stepCount ? t("doing", { step: done + 1, steps: stepCount }) : t("clearing");
  return (
    <div role="status" className="text-sm">
      {state === "running" && (
        <p className="flex items-center gap-2 text-muted-foreground">
          <Spinner />
          {doing}
        </p>
      )}
      {state === "done" && held && <p className="font-medium">{t("held", { when: startedAt === null ? "" : formatDate(startedAt) })}</p>}
      {state === "done" && !held && <Notice kind="error" title={t("broken")} />}
      {state === "failed" && (
        <Notice kind="error" title={t("failed")}>
          <span lang="en" dir="auto">
            {trouble}
          </span>
        </Notice>
      )}
    </div>
  );
}
