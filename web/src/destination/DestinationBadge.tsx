import { Building2, Globe, House, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Destination, DestinationClass } from "~/api/types";
import { classes } from "~/ui/classes";
import { Tooltip } from "~/ui/Tooltip";

/** The icon and colours of a class; its word stands beside them wherever they are used. */
export const classLooks: Readonly<Record<DestinationClass, { icon: LucideIcon; look: string }>> = {
  local: { icon: House, look: "bg-local-soft text-local" },
  private: { icon: Building2, look: "bg-private-soft text-private" },
  external: { icon: Globe, look: "bg-external-soft text-external" },
};

/** Where the words of a chat go: this machine, our own cloud, or somebody else. */
export function DestinationBadge({ destination, tip = true }: { destination: Destination; tip?: boolean }) {
  const { t } = useTranslation("app");
  const { icon: Icon, look } = classLooks[destination.destination_class];
  const badge = (
    <span className={classes("inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-[0.6875rem] font-medium", look)}>
      <Icon aria-hidden="true" className="size-3" />
      {t(`destination.${destination.destination_class}`)}
    </span>
  );
  if (!tip) return badge;
  return <Tooltip label={t(`destination.${destination.destination_class}Hint`, { name: destination.name })}>{badge}</Tooltip>;
}
