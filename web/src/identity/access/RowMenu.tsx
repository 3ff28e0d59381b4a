import { Ellipsis, Pencil, Trash2, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { NameDialog } from "./NameDialog";
import { useAccessChange } from "./queries";

interface RowMenuProps {
  name: string;
  kind: "groups" | "services";
  id: string;
  icon: LucideIcon;
  /** The action of this kind alone. */
  action: string;
  onAction: () => void;
}

/** What can be done with a group or a service account. */
export function RowMenu({ name, kind, id, icon, action, onAction }: RowMenuProps) {
  const { t } = useTranslation("identity");
  const [renaming, setRenaming] = useState(false);
  const [removing, setRemoving] = useState(false);
  const remove = useAccessChange({ onDone: () => setRemoving(false) });
  const path = `${kind}/${id}`;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton quiet label={t("access.menu", { name })}>
            <Ellipsis aria-hidden="true" className="size-4.5" />
          </IconButton>
        }
      >
        <MenuItem icon={icon} onClick={onAction}>
          {action}
        </MenuItem>
        <MenuItem icon={Pencil} onClick={() => setRenaming(true)}>
          {t("access.rename")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onClick={() => setRemoving(true)}>
          {t("access.remove")}
        </MenuItem>
      </Menu>
      {renaming && <NameDialog title={t("access.rename")} named={{ path, name }} path={kind} onClose={() => setRenaming(false)} />}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("access.removeTitle", { name })}
        description={t(`access.${kind}.removeBody`)}
        action={t("access.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ method: "DELETE", path })}
      />
    </>
  );
}
