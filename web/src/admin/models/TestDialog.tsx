import { CircleCheck, CircleX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminModel, TestedPlace, TestReport } from "~/api/types";
import { number } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Switch } from "~/ui/Switch";
import { useChangeModel, useTestModel } from "./queries";

interface TestDialogProps {
  model: AdminModel;
  onClose: () => void;
  onEdit: () => void;
}

/** Asks a model for real, says in words how it went, and leads to the next step. */
export function TestDialog({ model, onClose, onEdit }: TestDialogProps) {
  const { t } = useTranslation(["models", "app"]);
  const test = useTestModel();
  const change = useChangeModel(false);
  const [first, setFirst] = useState(false);
  const asked = useRef(false);
  const ask = () => test.mutate(model.id);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    ask();
  });
  const offer = () => change.mutate({ id: model.id, body: { enabled: true, ...(first ? { default: true } : {}) } }, { onSuccess: onClose });
  const state = stateOf(test, model);
  return (
    <Dialog open onOpenChange={onClose} title={t("test.title", { name: model.name })}>
      <DialogBody className="space-y-4">
        {state === "asking" && (
          <p role="status" className="flex items-center gap-3 py-3 text-sm text-muted-foreground">
            <Spinner />
            {t("test.asking")}
          </p>
        )}
        {test.error && (
          <Notice kind="error" title={errorText(test.error, t).title}>
            {errorText(test.error, t).hint}
          </Notice>
        )}
        <ul role="status" className="space-y-3 empty:hidden">
          {state !== "asking" && test.data?.places.map((place) => <PlaceResult key={place.line ?? place.upstream_model} place={place} />)}
        </ul>
        {state === "offer" && <Switch label={t("test.first")} hint={t("test.firstHint")} checked={first} onChange={setFirst} />}
      </DialogBody>
      <DialogFooter>
        {state === "wrong" && <Button onClick={onEdit}>{t("test.edit")}</Button>}
        <Button disabled={state === "asking"} onClick={ask}>
          {t("test.again")}
        </Button>
        {state === "offer" ? (
          <Button variant="primary" busy={change.isPending} onClick={offer}>
            {t("test.offer")}
          </Button>
        ) : (
          <Button variant={state === "works" ? "primary" : "secondary"} onClick={onClose}>
            {t("app:close")}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}

/** `offer`: it works, and people cannot choose it yet. */
function stateOf(test: { isPending: boolean; data: TestReport | undefined }, model: AdminModel): "asking" | "wrong" | "works" | "offer" {
  if (test.isPending) return "asking";
  if (!test.data?.ok) return "wrong";
  return model.enabled ? "works" : "offer";
}

function PlaceResult({ place }: { place: TestedPlace }) {
  const { t } = useTranslation("models");
  const Icon = place.ok ? CircleCheck : CircleX;
  return (
    <li className={place.ok ? "flex gap-3 rounded-xl bg-local-soft p-3.5 text-sm text-local" : "flex gap-3 rounded-xl bg-destructive-soft p-3.5 text-sm text-destructive"}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{t(`codes.${place.code}.title`, { defaultValue: place.message, model: place.upstream_model, destination: place.destination })}</p>
        {!place.ok && <p>{t(`codes.${place.code}.next`, { defaultValue: place.hint ?? "" })}</p>}
        {!place.ok && (
          <p dir="ltr" lang="en" className="mt-1 text-[0.8125rem] rtl:text-end">
            {place.message}
          </p>
        )}
        <p className="mt-1 text-[0.8125rem]">
          <bdi>{place.upstream_model}</bdi>
          <span aria-hidden="true">{" · "}</span>
          <bdi>{place.destination}</bdi>
          <span aria-hidden="true">{" · "}</span>
          {t("test.seconds", { seconds: number(Math.round(place.seconds * 10) / 10) })}
        </p>
      </div>
    </li>
  );
}
