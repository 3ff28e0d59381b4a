import type { Message, MessagePage, RunStarted } from "~/api/types";
import type { Progress } from "./fold";

/** The run that writes into this thread. */
export interface Run extends Progress {
  /** Null until the server has taken it. */
  id: string | null;
  messageId: string;
  connection: "live" | "waiting";
  stopping: boolean;
  /** What the answer held before this run, for a replay from its first event. */
  base: { text: string; reasoning: string };
}

/** One chat's visible branch: ids in order, messages by id. A message keeps its identity until it changes. */
export interface ThreadState {
  status: "loading" | "ready" | "failed";
  error: unknown;
  order: readonly string[];
  messages: Readonly<Record<string, Message>>;
  earlier: boolean;
  loadingEarlier: boolean;
  /** The last change of the order put rows before the first: the list keeps its place from the end. */
  shift: boolean;
  run: Run | null;
}

export const emptyThread: ThreadState = {
  status: "loading",
  error: null,
  order: [],
  messages: {},
  earlier: false,
  loadingEarlier: false,
  shift: false,
  run: null,
};

/** The newest page replaces the end of the branch; rows above it stay when they still belong to it. */
export function withNewest(state: ThreadState, page: MessagePage): ThreadState {
  const ids = page.items.map((message) => message.id);
  const joint = ids[0] === undefined ? -1 : state.order.indexOf(ids[0]);
  const kept = joint > 0 && page.earlier ? state.order.slice(0, joint) : [];
  const order = same(state.order, [...kept, ...ids]);
  return {
    ...state,
    status: "ready",
    error: null,
    order,
    shift: false,
    messages: gather(state, order, page.items),
    earlier: kept.length > 0 ? state.earlier : page.earlier,
  };
}

export function withEarlier(state: ThreadState, page: MessagePage): ThreadState {
  const known = new Set(state.order);
  const fresh = page.items.filter((message) => !known.has(message.id));
  const order = [...fresh.map((message) => message.id), ...state.order];
  return { ...state, order, messages: gather(state, order, fresh), earlier: page.earlier, loadingEarlier: false, shift: true };
}

export function withMessage(state: ThreadState, message: Message): ThreadState {
  return { ...state, messages: { ...state.messages, [message.id]: message } };
}

/** Cuts the branch after `parentId` (null: at the root) and puts new rows there. */
export function withRows(state: ThreadState, parentId: string | null, rows: readonly Message[]): ThreadState {
  const end = parentId === null ? 0 : state.order.indexOf(parentId) + 1;
  const order = [...state.order.slice(0, end), ...rows.map((message) => message.id)];
  return { ...state, order, shift: false, messages: gather(state, order, rows) };
}

/** Gives the rows that were drawn before the server answered the ids that it chose. */
export function withServerIds(state: ThreadState, drawn: { user: string | null; answer: string }, run: RunStarted): ThreadState {
  const names = new Map([[drawn.answer, run.message_id]]);
  if (drawn.user && run.user_message_id) names.set(drawn.user, run.user_message_id);
  const rename = (id: string) => names.get(id) ?? id;
  const messages = { ...state.messages };
  for (const [from, to] of names) {
    const message = messages[from];
    if (!message) continue;
    delete messages[from];
    messages[to] = {
      ...message,
      id: to,
      parent_id: message.parent_id === null ? null : rename(message.parent_id),
      siblings: message.siblings.map(rename),
      run_id: to === run.message_id ? run.run_id : null,
    };
  }
  return { ...state, order: state.order.map(rename), messages };
}

/** The answer of the branch that a run still writes, if any. */
export function runningMessage(state: ThreadState): Message | null {
  for (const id of state.order.toReversed()) {
    const message = state.messages[id];
    if (message?.status === "running" && message.run_id) return message;
  }
  return null;
}

/**
 * The question at the branch's end, if the guard did not let it go. What is said next stands beside it: below it, it would
 * be part of every further prompt, and stop that too.
 */
export function stoppedQuestion({ order, messages }: ThreadState): Message | null {
  const last = messages[order.at(-1) ?? ""];
  return (last?.status === "failed" && last.error?.guard && messages[last.parent_id ?? ""]) || null;
}

export function draftUser(id: string, parentId: string | null, text: string, siblings: readonly string[]): Message {
  return { ...blank(id, parentId, siblings), role: "user", text, status: "complete" };
}

export function draftAnswer(id: string, parentId: string | null, model: string | null, siblings: readonly string[]): Message {
  return { ...blank(id, parentId, siblings), role: "assistant", text: "", status: "running", model };
}

function blank(id: string, parentId: string | null, siblings: readonly string[]) {
  return {
    id,
    parent_id: parentId,
    reasoning: "",
    error: null,
    model: null,
    destination: null,
    rating: null,
    siblings: [...siblings, id],
    created_at: new Date().toISOString(),
    usage: null,
    left_out: 0,
    finish: null,
    run_id: null,
    attachments: [],
    cut_files: [],
    guarded: null,
  };
}

/** Messages of the branch only, old objects where nothing changed; an answer being read live is newer than any page. */
function gather(state: ThreadState, order: readonly string[], fresh: readonly Message[]): Record<string, Message> {
  const messages: Record<string, Message> = {};
  for (const id of order) {
    const message = state.messages[id];
    if (message) messages[id] = message;
  }
  for (const message of fresh) {
    const old = messages[message.id];
    const live = old !== undefined && state.run?.messageId === message.id && state.run.phase !== "ended";
    if (!live && !equal(old, message)) messages[message.id] = message;
  }
  return messages;
}

function same(old: readonly string[], now: readonly string[]): readonly string[] {
  return old.length === now.length && old.every((id, index) => id === now[index]) ? old : now;
}

function equal(old: Message | undefined, now: Message): boolean {
  return old !== undefined && JSON.stringify(old) === JSON.stringify(now);
}
