import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { patiently } from "~/api/patiently";
import type { Model } from "~/api/types";
import { Composer } from "~/chat/composer/Composer";
import { newChat, putDraft } from "~/chat/composer/drafts";
import { Gauge } from "~/chat/composer/Gauge";
import { Chips } from "~/chat/files/Chips";
import { standing, useFiles } from "~/chat/files/held";
import { useCheck } from "~/chat/guard/useCheck";
import { HistoryLine, HistorySwitch } from "~/chat/history/HistoryOff";
import { memoryOf } from "~/chat/stream/memory";
import { emptyThread } from "~/chat/stream/state";
import type { Thread } from "~/chat/stream/store";
import { useShortcut } from "~/ui/shortcuts";
import type { Sending } from "./useSend";

const GuardLine = lazy(() => patiently(() => import("~/chat/guard/GuardLine")).then((module) => ({ default: module.GuardLine })));

const nothing = createStore(() => emptyThread);

interface ThreadComposerProps {
  chatId: string | null;
  model: Model | undefined;
  thread: Thread | null;
  sending: Sending;
  onSent?: () => void;
  onEditLast?: () => boolean;
}

/** The composer as a thread needs it: what stands in the way of sending, the run to stop, the gauge. */
export function ThreadComposer({ chatId, model, thread, sending, onSent, onEditLast }: ThreadComposerProps) {
  const { t } = useTranslation("chat");
  const state = thread?.state ?? nothing;
  const running = useStore(state, ({ run }) => run !== null);
  const stopping = useStore(state, ({ run }) => run?.stopping ?? false);
  const at = useStore(state, ({ order, run }) => `${order.at(-1) ?? ""}${run ? "" : "."}`);
  const loading = useStore(state, ({ status }) => thread !== null && status !== "ready");
  useShortcut("stop", () => void thread?.stop(), { enabled: running });
  const files = useFiles(chatId);
  const client = useQueryClient();
  const draftOf = chatId ?? newChat;
  const checking = useCheck({ chatId, draftOf, model, files, prepare: sending.prepare });
  const read = () => memoryOf(client).drafts.get(draftOf)?.text ?? "";
  const takeOut = (start: number, end: number) => putDraft(client, draftOf, { text: read().slice(0, start) + read().slice(end), messageId: "" });
  const send = (text: string) => {
    sending.send(text, checking.decisions);
    onSent?.();
  };
  return (
    <Composer
      key={chatId}
      draftOf={draftOf}
      reason={useReason(model)}
      placeholder={model ? t("composer.placeholderModel", { name: model.name }) : t("composer.placeholder")}
      run={running ? { stopping } : null}
      busy={sending.busy}
      onSend={send}
      onStop={() => void thread?.stop()}
      onFiles={sending.attach}
      files={standing(files)}
      chips={<Chips chatId={chatId} files={files} model={model} checks={checking.files} />}
      marks={checking.marks}
      onEdit={checking.edited}
      tools={<HistorySwitch chatId={chatId} />}
      foot={
        <>
          <Suspense>
            {checking.check && (
              <GuardLine chatId={chatId} checking={checking} check={checking.check} text={read} fileName={(id) => files.find((one) => one.file?.id === id)?.name ?? ""} onTakeOut={takeOut} />
            )}
          </Suspense>
          <HistoryLine chatId={chatId} model={model} />
        </>
      }
      {...(onEditLast ? { onEditLast } : {})}
    >
      {(draftBytes) => chatId !== null && !loading && at.length > 1 && <Gauge chatId={chatId} at={at} draftBytes={draftBytes} />}
    </Composer>
  );
}

function useReason(model: Model | undefined): string | null {
  const { t } = useTranslation("chat");
  if (!model) return null;
  if (model.state === "unavailable") return t("composer.modelUnavailable");
  return null;
}
