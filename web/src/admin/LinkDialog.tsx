import { useTranslation } from "react-i18next";
import { formatDate } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { CopyButton } from "~/ui/CopyButton";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";

export interface OneTimeLink {
  link: string;
  expires_at: string;
  name: string;
}

/** Shows a one-time link, this once, to hand over. */
export function LinkDialog({ link, onClose }: { link: OneTimeLink | null; onClose: () => void }) {
  const { t } = useTranslation(["admin", "app"]);
  if (!link) return null;
  const address = new URL(link.link, location.origin).href;
  return (
    <Dialog open onOpenChange={onClose} title={t("link.title", { name: link.name })} description={t("link.body", { until: formatDate(link.expires_at) })}>
      <DialogBody>
        <code dir="ltr" data-testid="one-time-link" className="block rounded-lg bg-muted px-3 py-2.5 font-mono text-[0.8125rem] break-all select-all">
          {address}
        </code>
      </DialogBody>
      <DialogFooter>
        <CopyButton text={address} label={t("link.copy")} />
        <Button size="sm" variant="primary" onClick={onClose}>
          {t("app:done")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
