import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Message } from "~/api/types";
import { useCreateChat } from "~/chat/chats";
import { newChat, putDraft } from "~/chat/composer/drafts";
import { useDraft } from "~/chat/draft";
import { addFiles, takeFiles } from "~/chat/files/held";
import { isOff } from "~/chat/history/history";
import { newId } from "~/chat/stream/identity";
import { memoryOf } from "~/chat/stream/memory";
import type { Saying } from "~/chat/stream/store";
import type { Decision } from "~/guard/types";
import type { Threads } from "./useThread";

export interface Sending {
  /** The chat is being made for the first message. */
  busy: boolean;
  send: (text: string, decisions?: readonly Decision[]) => void;
  /** Makes the chat of a draft that has none yet; `before` is told its id before it is shown. */
  prepare: (before: (chatId: string) => void) => Promise<void>;
  /** Attaches files; a chat that does not exist yet is made for them. */
  attach: (files: readonly File[]) => void;
  /** A changed question: another branch beside the old one. */
  resend: (edited: Message, text: string, decisions?: readonly Decision[]) => Promise<void>;
}

const nothing: Saying = { text: "", messageId: "" };

/** Sends messages; what the server does not take goes back into the composer, with the reason. */
export function useSend(chatId: string | null, { thread, fresh }: Threads, model: string | null): Sending {
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useCreateChat();
  const [busy, setBusy] = useState(false);

  const make = async () => {
    const { instructions, temperature, temporary: chosen, reset } = useDraft.getState();
    const id = newId();
    const temporary = isOff(client, chosen);
    const body = { id, instructions, temporary, ...(model ? { model } : {}), ...(temperature === null ? {} : { temperature }) };
    setBusy(true);
    try {
      await create.mutateAsync(body);
    } finally {
      setBusy(false);
    }
    reset();
    return id;
  };

  const open = (id: string) => navigate({ to: "/chats/$chatId", params: { chatId: id } });

  const first = async (saying: Saying) => {
    const id = await make();
    const said = fresh(id).say(saying).catch((error: unknown) => putDraft(client, id, saying, error));
    await open(id);
    await said;
  };

  /** The draft moves into a chat that is made for it; `before` is done with it before it is shown. */
  const prepare = async (before?: (id: string) => void) => {
    const id = await make();
    fresh(id);
    before?.(id);
    const { drafts } = memoryOf(client);
    const draft = drafts.get(newChat);
    if (draft) drafts.set(id, draft);
    drafts.delete(newChat);
    await open(id);
  };

  const attach = (files: readonly File[]) => {
    if (chatId !== null) addFiles(chatId, files);
    else prepare((id) => addFiles(id, files)).catch((error: unknown) => putDraft(client, newChat, memoryOf(client).drafts.get(newChat) ?? nothing, error));
  };

  const send = (text: string, decisions: readonly Decision[] = []) => {
    const key = chatId ?? newChat;
    const known = memoryOf(client).drafts.get(key);
    // The same words once more are the same message: the server may have taken it although its answer was lost.
    const messageId = known?.text === text && known.messageId ? known.messageId : newId();
    const saying = { text, messageId, files: chatId === null ? [] : takeFiles(chatId), decisions };
    const said = thread ? thread.say(saying) : first(saying);
    said.catch((error: unknown) => putDraft(client, key, saying, error));
  };

  return { busy, send, attach, prepare, resend: async (edited, text, decisions = []) => thread?.say({ text, messageId: newId(), decisions }, { edited }) };
}
