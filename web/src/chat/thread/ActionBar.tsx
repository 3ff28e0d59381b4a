import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Pencil, RefreshCw, ScanEye, ThumbsDown, ThumbsUp, Trash2 } from "lucide-react";
import { lazy, memo, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { patiently } from "~/api/patiently";
import type { Destination, Message, Model } from "~/api/types";
import { CopyIcon } from "~/chat/markdown/CopyIcon";
import { useCopy } from "~/chat/markdown/useCopy";
import { modelsQuery } from "~/chat/model/choice";
import { DeleteMessage } from "~/chat/removal/DeleteMessage";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { number } from "~/i18n/format";
import { classes } from "~/ui/classes";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem } from "~/ui/Menu";
import { Branches } from "./Branches";
import { useRowActions } from "./context";

const SentDialog = lazy(() => patiently(() => import("~/chat/guard/SentDialog")).then((module) => ({ default: module.SentDialog })));

/** Seen while the row is under the pointer or holds the focus; the newest row's always. */
function Bar({ newest, end = false, children }: { newest: boolean; end?: boolean; children: ReactNode }) {
  const { t } = useTranslation("chat");
  return (
    <div role="group" aria-label={t("actions.label")} className={classes("action-bar", newest && "action-bar-shown", end && "justify-end")}>
      {children}
    </div>
  );
}

function CopyAction({ text }: { text: string }) {
  const { t } = useTranslation("chat");
  const { copied, copy } = useCopy();
  return (
    <IconButton label={t(copied ? "copied" : "actions.copy")} size="sm" onClick={() => copy(text)}>
      <CopyIcon copied={copied} />
    </IconButton>
  );
}

export const UserActions = memo(function UserActions({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { edit, thread } = useRowActions();
  const [deleting, setDeleting] = useState(false);
  return (
    <Bar newest={message.siblings.length > 1} end>
      <CopyAction text={message.text} />
      <IconButton label={t("actions.edit")} size="sm" onClick={() => edit(message.id)}>
        <Pencil aria-hidden="true" className="size-4" />
      </IconButton>
      <IconButton label={t("actions.delete")} size="sm" onClick={() => setDeleting(true)}>
        <Trash2 aria-hidden="true" className="size-4" />
      </IconButton>
      <Branches message={message} />
      <Suspense>{deleting && <DeleteMessage message={message} thread={thread} onClose={() => setDeleting(false)} />}</Suspense>
    </Bar>
  );
});

export const AnswerActions = memo(function AnswerActions({ message, newest }: { message: Message; newest: boolean }) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const [sent, setSent] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const left = message.destination !== null;
  return (
    <Bar newest={newest}>
      {message.text !== "" && <CopyAction text={message.text} />}
      {message.text !== "" && <Rate message={message} />}
      <Again message={message} />
      <Menu
        side="top"
        trigger={
          <IconButton quiet label={t("actions.more")} size="sm">
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        {left && (
          <MenuItem icon={ScanEye} onClick={() => setSent(true)}>
            {t("actions.saw")}
          </MenuItem>
        )}
        <MenuItem icon={Trash2} danger onClick={() => setDeleting(true)}>
          {t("actions.delete")}
        </MenuItem>
      </Menu>
      <Branches message={message} />
      <Origin message={message} onSent={() => setSent(true)} />
      <Suspense>{deleting && <DeleteMessage message={message} thread={thread} onClose={() => setDeleting(false)} />}</Suspense>
      <Suspense>{sent && <SentDialog message={message} onClose={() => setSent(false)} />}</Suspense>
    </Bar>
  );
});

function Rate({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { thread } = useRowActions();
  const toggle = (rating: "up" | "down") => void thread.rate(message, message.rating === rating ? null : rating);
  const look = (rating: "up" | "down") => classes("size-4", message.rating === rating && "fill-current text-primary");
  return (
    <>
      <IconButton label={t("actions.good")} size="sm" aria-pressed={message.rating === "up"} onClick={() => toggle("up")}>
        <ThumbsUp aria-hidden="true" className={look("up")} />
      </IconButton>
      <IconButton label={t("actions.bad")} size="sm" aria-pressed={message.rating === "down"} onClick={() => toggle("down")}>
        <ThumbsDown aria-hidden="true" className={look("down")} />
      </IconButton>
    </>
  );
}

/** Answers the question once more; with several models, by the one that is chosen. */
function Again({ message }: { message: Message }) {
  const { t } = useTranslation("chat");
  const { again } = useRowActions();
  const models = (useQuery(modelsQuery).data?.items ?? []).filter((model) => !model.embeds);
  const icon = <RefreshCw aria-hidden="true" className="size-4" />;
  if (models.length < 2) {
    return (
      <IconButton label={t("actions.again")} size="sm" onClick={() => again(message)}>
        {icon}
      </IconButton>
    );
  }
  return (
    <Menu
      side="top"
      trigger={
        <IconButton quiet label={t("actions.again")} size="sm">
          {icon}
        </IconButton>
      }
    >
      {models.map((model) => (
        <MenuItem key={model.id} disabled={model.state === "unavailable"} onClick={() => again(message, model.id)}>
          {model.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Which model wrote it, where that runs, and how much of the words it did not see. */
function Origin({ message, onSent }: { message: Message; onSent: () => void }) {
  const { t } = useTranslation(["chat", "app"]);
  const models = useQuery(modelsQuery).data?.items;
  const model = models?.find((candidate) => candidate.id === message.model);
  const name = model?.name ?? message.model;
  const place = message.destination;
  const tokens = message.usage?.completion_tokens;
  return (
    <span className="ms-1.5 inline-flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted-foreground">
      {name && <bdi className="truncate">{name}</bdi>}
      {place && <DestinationBadge destination={place} />}
      {place && elsewhere(place, model) && <bdi className="truncate">{t("app:model.elsewhere", { name: place.name })}</bdi>}
      <Replaced message={message} onClick={onSent} />
      {tokens !== undefined && tokens > 0 && <span className="max-sm:hidden">{t("actions.tokens", { count: tokens, formatted: number(tokens) })}</span>}
    </span>
  );
}

function Replaced({ message, onClick }: { message: Message; onClick: () => void }) {
  const { t } = useTranslation("chat");
  const count = message.guarded?.replaced ?? 0;
  if (count === 0) return null;
  return (
    <button type="button" aria-haspopup="dialog" onClick={onClick} className="rounded-md underline decoration-dotted underline-offset-4 hover:text-foreground touch:min-h-11">
      {t("actions.replaced", { count })}
    </button>
  );
}

/** Whether the answer came from none of the model's places of today: another model stood in, or it has moved since. */
function elsewhere(place: Destination, model: Model | undefined): boolean {
  return model !== undefined && ![model.destination, ...model.places.map((one) => one.destination)].some((one) => one.name === place.name);
}
