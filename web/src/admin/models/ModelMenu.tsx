import { Ellipsis, Pencil, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminModel } from "~/api/types";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import type { ModelStep } from "./ModelLine";
import { useChangeModel, useRemoveModel } from "./queries";

/** What else can be done with a model. */
export function ModelMenu({ model, onStep }: { model: AdminModel; onStep: (step: ModelStep) => void }) {
  const { t } = useTranslation("models");
  const change = useChangeModel(false);
  const remove = useRemoveModel();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton quiet label={t("menu.label", { name: model.name })}>
            <Ellipsis aria-hidden="true" className="size-4.5" />
          </IconButton>
        }
      >
        <MenuItem icon={Pencil} onClick={() => onStep("edit")}>
          {t("menu.edit")}
        </MenuItem>
        <MenuItem icon={Star} disabled={model.default || !model.enabled} onClick={() => change.mutate({ id: model.id, body: { default: true } })}>
          {t("menu.makeDefault")}
        </MenuItem>
        {model.kind !== "builtin" && (
          <>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger disabled={model.default} onClick={() => setAsking(true)}>
              {t("menu.remove")}
            </MenuItem>
          </>
        )}
      </Menu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("menu.removeTitle", { name: model.name })}
        description={t("menu.removeBody")}
        action={t("menu.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(model.id, { onSuccess: () => setAsking(false) })}
      />
    </>
  );
}
