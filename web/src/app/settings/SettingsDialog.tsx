import { Tabs } from "@base-ui/react/tabs";
import { Database, KeyRound, MessageSquareQuote, Settings2, ShieldCheck, X, type LucideIcon } from "lucide-react";
import { Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiKeys } from "~/identity/ApiKeys";
import { Instructions } from "~/identity/Instructions";
import { Security } from "~/identity/Security";
import { Dialog } from "~/ui/Dialog";
import { IconButton } from "~/ui/IconButton";
import { Spinner } from "~/ui/Spinner";
import { settingsSections, type SettingsSection } from "../router";
import { General } from "./General";
import { YourData } from "./YourData";

const icons: Readonly<Record<SettingsSection, LucideIcon>> = {
  general: Settings2,
  instructions: MessageSquareQuote,
  security: ShieldCheck,
  keys: KeyRound,
  data: Database,
};

const panels: Readonly<Record<SettingsSection, () => React.ReactNode>> = {
  general: General,
  instructions: Instructions,
  security: Security,
  keys: ApiKeys,
  data: YourData,
};

interface SettingsDialogProps {
  section: SettingsSection;
  onSection: (section: SettingsSection) => void;
  onClose: () => void;
}

/** Everything a person can set for themselves, over the screen they came from. */
export function SettingsDialog({ section, onSection, onClose }: SettingsDialogProps) {
  const { t } = useTranslation("app");
  const tabs = useRef<HTMLDivElement>(null);
  const firstFocus = () => {
    const open = tabs.current?.querySelector<HTMLElement>("[aria-selected=true]");
    // On a phone the tabs are wider than the screen; the one that is open is not out of sight.
    open?.scrollIntoView({ block: "nearest", inline: "center" });
    return open ?? true;
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("settings.title")} hideTitle size="xl" initialFocus={firstFocus} className="h-[92dvh] sm:h-[min(40rem,88dvh)]">
      <Tabs.Root value={section} onValueChange={(value: SettingsSection) => onSection(value)} orientation="vertical" className="flex min-h-0 flex-1 max-sm:flex-col">
        <div className="shrink-0 bg-sidebar p-3 max-sm:border-b max-sm:border-border sm:w-63 sm:border-e sm:border-border/60">
          <div className="flex items-center justify-between ps-2.5 pb-2">
            <p aria-hidden="true" className="font-semibold tracking-tight">
              {t("settings.title")}
            </p>
            <IconButton quiet label={t("close")} onClick={onClose}>
              <X aria-hidden="true" className="size-4.5" />
            </IconButton>
          </div>
          <Tabs.List ref={tabs} className="flex gap-0.5 max-sm:-mx-3 max-sm:overflow-x-auto max-sm:px-3 max-sm:pb-0.5 sm:flex-col">
            {settingsSections.map((name) => (
              <SectionTab key={name} name={name} />
            ))}
          </Tabs.List>
        </div>
        {settingsSections.map((name) => {
          const Panel = panels[name];
          return (
            <Tabs.Panel key={name} value={name} className="min-h-0 min-w-0 flex-1 overflow-y-auto px-6 py-6 -outline-offset-2 sm:px-8">
              <h2 className="mb-5 text-lg font-semibold tracking-tight">{t(`settings.${name}`)}</h2>
              <Suspense fallback={<Spinner />}>
                <Panel />
              </Suspense>
            </Tabs.Panel>
          );
        })}
      </Tabs.Root>
    </Dialog>
  );
}

function SectionTab({ name }: { name: SettingsSection }) {
  const { t } = useTranslation("app");
  const Icon = icons[name];
  return (
    <Tabs.Tab
      value={name}
      className="flex min-h-9 touch:min-h-11 shrink-0 items-center gap-2.5 rounded-lg px-2.5 text-sm whitespace-nowrap -outline-offset-2 transition-colors hover:bg-sidebar-accent data-active:bg-sidebar-accent data-active:font-medium"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
      {t(`settings.${name}`)}
    </Tabs.Tab>
  );
}
