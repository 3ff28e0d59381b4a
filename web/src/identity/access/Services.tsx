import { Bot, KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewApiKey, Service } from "~/api/types";
import { relativeTime } from "~/i18n/format";
import { KeyForm } from "../KeyForm";
import { KeyShown } from "../KeyShown";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody } from "~/ui/Dialog";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { AccessSection } from "./AccessSection";
import { NameDialog } from "./NameDialog";
import { useServices } from "./queries";
import { RowMenu } from "./RowMenu";

/** Identities for programs, and making keys for them. */
export function Services() {
  const { t } = useTranslation(["identity", "app"]);
  const services = useServices();
  const [making, setMaking] = useState(false);
  const [keyed, setKeyed] = useState<Service | null>(null);
  const items = services.data?.items ?? [];
  return (
    <AccessSection
      name="services"
      action={
        <Button onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" className="size-4" />
          {t("access.services.create")}
        </Button>
      }
    >
      {services.isPending && <Spinner />}
      {services.isError && <Notice kind="error" title={errorText(services.error, t).title} />}
      {services.isSuccess && items.length === 0 && <EmptyState icon={Bot} title={t("access.services.none")}>{t("access.services.noneBody")}</EmptyState>}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((service) => (
          <li key={service.id} className="flex items-center gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p dir="auto" className="truncate text-sm font-medium">
                {service.name}
              </p>
              <p className="truncate text-[0.8125rem] text-muted-foreground">
                {t("access.services.keys", { count: service.keys })}
                <span aria-hidden="true">{" · "}</span>
                {service.last_used_at ? t("access.services.used", { when: relativeTime(service.last_used_at) }) : t("access.services.unused")}
              </p>
            </div>
            <RowMenu name={service.name} kind="services" id={service.id} icon={KeyRound} action={t("access.services.newKey")} onAction={() => setKeyed(service)} />
          </li>
        ))}
      </ul>
      {making && <NameDialog title={t("access.services.create")} path="services" onClose={() => setMaking(false)} />}
      {keyed && <KeyDialog service={keyed} onClose={() => setKeyed(null)} />}
    </AccessSection>
  );
}

function KeyDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { t } = useTranslation("identity");
  const [made, setMade] = useState<NewApiKey | null>(null);
  return (
    <Dialog open onOpenChange={onClose} title={t("access.services.keyOf", { name: service.name })} size="lg">
      <DialogBody className="pb-6">{made ? <KeyShown made={made} onDone={onClose} /> : <KeyForm path={`/api/admin/services/${service.id}/keys`} onMade={setMade} />}</DialogBody>
    </Dialog>
  );
}
