import { Ellipsis, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminModel, DestinationClass, Model } from "~/api/types";
import { number } from "~/i18n/format";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem } from "~/ui/Menu";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Switch } from "~/ui/Switch";
import { BrainList } from "./BrainList";
import { useAdminModels, useModelChanges, usePublicModels } from "./queries";
import { Tag, type TagKind } from "./Tag";

const classTags: Readonly<Record<DestinationClass, TagKind>> = { local: "good", private: "note", external: "warn" };

/** The models people can choose, and what could become one. */
export function Models() {
  const { t } = useTranslation(["admin", "app"]);
  const models = useAdminModels();
  const known = usePublicModels().data;
  return (
    <div className="space-y-10">
      <section aria-labelledby="models">
        <h2 id="models" className="mb-3 font-semibold">
          {t("models.inUse")}
        </h2>
        {models.isPending && <Spinner />}
        {models.isError && <Notice kind="error" title={errorText(models.error, t).title} />}
        <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
          {models.data?.items.map((model) => (
            <ModelLine key={model.id} model={model} known={known?.get(model.id)} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="brains">
        <h2 id="brains" className="font-semibold">
          {t("brains.title")}
        </h2>
        <p className="mt-1 mb-4 text-sm text-muted-foreground">{t("brains.lead")}</p>
        <BrainList />
      </section>
    </div>
  );
}

function ModelLine({ model, known }: { model: AdminModel; known: Model | undefined }) {
  const { t } = useTranslation(["admin", "app"]);
  const { change } = useModelChanges();
  const builtIn = model.kind === "builtin";
  return (
    <li className="px-4 py-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            {model.name}
            {known && <Tag kind={classTags[known.destination.destination_class]}>{t(`app:destination.${known.destination.destination_class}`)}</Tag>}
            {model.default && <Tag kind="note">{t("models.isDefault")}</Tag>}
            {builtIn && <Tag kind="warn">{t("models.demo")}</Tag>}
            {known && known.state !== "ready" && <Tag kind="bad">{t(`app:model.${known.state}`)}</Tag>}
          </p>
          <p className="mt-0.5 text-[0.8125rem] text-muted-foreground">{builtIn ? t("app:model.demo") : (known?.description ?? model.upstream_model)}</p>
          {known && (
            <p className="mt-0.5 text-xs text-muted-foreground">
              <bdi>{known.destination.name}</bdi>
              <span aria-hidden="true">{" · "}</span>
              {t("app:model.context", { tokens: number(known.context_tokens) })}
            </p>
          )}
        </div>
        <ModelMenu model={model} />
      </div>
      <div className="mt-3 space-y-3 border-t border-border/60 pt-3">
        <Switch label={t("models.enabled")} checked={model.enabled} onChange={(enabled) => change.mutate({ id: model.id, body: { enabled } })} />
        {!builtIn && (
          <Switch label={t("models.fit")} hint={t("models.fitHint")} checked={model.fit_for_work} onChange={(fit) => change.mutate({ id: model.id, body: { fit_for_work: fit } })} />
        )}
      </div>
    </li>
  );
}

function ModelMenu({ model }: { model: AdminModel }) {
  const { t } = useTranslation(["admin", "app"]);
  const { change, remove } = useModelChanges();
  const [asking, setAsking] = useState(false);
  const builtIn = model.kind === "builtin";
  if (model.default && builtIn) return null;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton quiet label={t("models.menu", { name: model.name })}>
            <Ellipsis aria-hidden="true" className="size-4.5" />
          </IconButton>
        }
      >
        <MenuItem icon={Star} disabled={model.default || !model.enabled} onClick={() => change.mutate({ id: model.id, body: { default: true } })}>
          {t("models.makeDefault")}
        </MenuItem>
        {!builtIn && (
          <MenuItem icon={Trash2} danger onClick={() => setAsking(true)}>
            {t("models.remove")}
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("models.removeTitle", { name: model.name })}
        description={t("models.removeBody")}
        action={t("models.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(model.id, { onSuccess: () => setAsking(false) })}
      />
    </>
  );
}
