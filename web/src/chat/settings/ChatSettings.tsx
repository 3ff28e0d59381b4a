import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { Field, TextArea } from "~/ui/Field";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { useChangeChat, useChat } from "../chats";
import { useDraft } from "../draft";
import { ChatStays } from "./ChatStays";
import { Temperature } from "./Temperature";

interface Values {
  instructions: string;
  temperature: number | null;
}

const longestInstructions = 8_000;

/** What holds for this chat alone: instructions and how freely the model answers. */
export function ChatSettings({ chatId, open, onOpenChange }: { chatId: string | null; open: boolean; onOpenChange: (open: boolean) => void }) {
  // Also the texts of what is drawn later: fetched then, they would hide the page for a moment.
  const { t } = useTranslation(["app", "own"]);
  const chat = useChat(chatId);
  const draft = useDraft();
  const change = useChangeChat();
  const values: Values | undefined = chatId === null ? draft : chat.data;
  const kept = chat.data && !chat.data.temporary ? chat.data : null;
  const save = (wanted: Values) => {
    if (chatId === null) {
      draft.set(wanted);
      onOpenChange(false);
      return;
    }
    change.mutate(
      { id: chatId, change: wanted },
      { onSuccess: () => onOpenChange(false), onError: (error) => toast({ kind: "error", title: errorText(error, t).title }) },
    );
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("chatSettings.title")} description={t("chatSettings.description")} size="md">
      {values && <ChatSettingsForm values={values} busy={change.isPending} onSave={save} onCancel={() => onOpenChange(false)} stays={kept && <ChatStays chatId={kept.id} pinned={kept.pinned} />} />}
    </Dialog>
  );
}

interface FormProps {
  values: Values;
  busy: boolean;
  /** What is changed at once, without the button below. */
  stays: ReactNode;
  onSave: (values: Values) => void;
  onCancel: () => void;
}

function ChatSettingsForm({ values, busy, stays, onSave, onCancel }: FormProps) {
  const { t } = useTranslation("app");
  const [instructions, setInstructions] = useState(values.instructions);
  const [temperature, setTemperature] = useState(values.temperature);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ instructions: instructions.trim(), temperature });
  };
  return (
    <form onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody className="space-y-6">
        <Field label={t("chatSettings.instructions")} hint={t("chatSettings.instructionsHint")}>
          <TextArea
            value={instructions}
            maxLength={longestInstructions}
            placeholder={t("chatSettings.instructionsPlaceholder")}
            onChange={(event) => setInstructions(event.target.value)}
            className="max-h-[40dvh] min-h-32"
          />
        </Field>
        <Temperature value={temperature} onChange={setTemperature} />
        {stays}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" busy={busy}>
          {t("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
