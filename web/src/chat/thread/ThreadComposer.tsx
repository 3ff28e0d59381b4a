import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Model } from "~/api/types";
import { Composer } from "~/chat/composer/Composer";
import { newChat } from "~/chat/composer/drafts";
import { Gauge } from "~/chat/composer/Gauge";
import { Chips } from "~/chat/files/Chips";
import { standing, useFiles } from "~/chat/files/held";
import { emptyThread } from "~/chat/stream/state";
import type { Thread } from "~/chat/stream/store";
import { useShortcut } from "~/ui/shortcuts";
import type { Sending } from "./useSend";

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
  const send = (text: string) => {
    sending.send(text);
    onSent?.();
  };
  return (
    <Composer
      key={chatId}
      draftOf={chatId ?? newChat}
      reason={useReason(model)}
      placeholder={model ? t("composer.placeholderModel", { name: model.name }) : t("composer.placeholder")}
      run={running ? { stopping } : null}
      busy={sending.busy}
      onSend={send}
      onStop={() => void thread?.stop()}
      onFiles={sending.attach}
      files={standing(files)}
      chips={<Chips chatId={chatId} files={files} model={model} />}
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
