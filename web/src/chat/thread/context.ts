import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Message } from "~/api/types";
import type { Run, ThreadState } from "~/chat/stream/state";
import type { Thread } from "~/chat/stream/store";
import type { Decision } from "~/guard/types";

/** What the rows of a thread can do. One object per thread, so that rows are drawn again only for their own message. */
export interface RowActions {
  thread: Thread;
  again: (message: Message, model?: string | null, decisions?: readonly Decision[]) => void;
  goOn: (message: Message) => void;
  edit: (messageId: string | null) => void;
  resend: (edited: Message, text: string, decisions?: readonly Decision[]) => Promise<void>;
}

export const RowContext = createContext<RowActions | null>(null);

export function useRowActions(): RowActions {
  const actions = useContext(RowContext);
  if (!actions) throw new Error("A row stands outside its thread.");
  return actions;
}

export function useThreadState<Value>(thread: Thread, select: (state: ThreadState) => Value): Value {
  return useStore(thread.state, select);
}

/** The run that writes this message, if one does. */
export function useRunOf(thread: Thread, messageId: string): Run | null {
  return useStore(thread.state, (state) => (state.run?.messageId === messageId ? state.run : null));
}
