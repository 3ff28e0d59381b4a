import type { Guarded, Message } from "~/api/types";
import type { Event } from "~/events";

/** Where a run stands, as the thread shows it. */
export interface Progress {
  phase: "sending" | "queued" | "reading" | "writing" | "ended";
  /** 1 for the next in line; null when not queued. */
  place: number | null;
}

export interface Folded {
  message: Message;
  progress: Progress;
  title: string | null;
}

type Of<Type extends Event["type"]> = Extract<Event, { type: Type }>;

/**
 * Folds events into the answer they belong to. Pure: the same events give the same result however they are cut into
 * batches. Kinds of events that this page does not know yet are passed over.
 */
export function fold(before: Folded, events: readonly Event[]): Folded {
  let now = before;
  for (const event of events) now = step(now, event);
  return now;
}

function step(now: Folded, event: Event): Folded {
  switch (event.type) {
    case "started":
      return { ...now, message: begin(now.message, event), progress: { phase: "reading", place: null } };
    case "queued":
      return { ...now, progress: { phase: "queued", place: event.place } };
    case "reading":
      return { ...now, message: { ...now.message, left_out: event.left_out, cut_files: event.files }, progress: { phase: "reading", place: null } };
    case "text_delta":
      return writing(now, { text: now.message.text + event.text });
    case "reasoning_delta":
      return writing(now, { reasoning: now.message.reasoning + event.text });
    case "snapshot":
      return writing(now, { text: event.text, reasoning: event.reasoning });
    case "titled":
      return { ...now, title: event.title };
    case "failed":
    case "finished":
      return { ...now, message: end(now.message, event), progress: { phase: "ended", place: null } };
    default: {
      const message = noted(now.message, event);
      return message === now.message ? now : { ...now, message };
    }
  }
}

/** What becomes known of an answer besides its words. */
function noted(message: Message, event: Event): Message {
  switch (event.type) {
    case "disclosure":
    case "restored":
      return guardedBy(message, event);
    case "usage":
      return { ...message, usage: { prompt_tokens: event.prompt_tokens, completion_tokens: event.completion_tokens } };
    default:
      return message;
  }
}

function guardedBy(message: Message, event: Of<"disclosure"> | Of<"restored">): Message {
  const { guarded } = message;
  if (event.type === "disclosure") {
    const { verdict, line, replaced, removed, kept_from } = event;
    // An answer that is written on keeps the words that were put back before.
    const now: Guarded = { verdict, line, replaced, removed, kept_from, restored: guarded?.restored ?? [] };
    return { ...message, destination: event.destination, guarded: now };
  }
  const { value, stand_in } = event;
  // A replay brings the same words again.
  const known = guarded?.restored ?? [];
  if (!guarded || known.some((pair) => pair.value === value)) return message;
  return { ...message, guarded: { ...guarded, restored: [...known, { value, stand_in }] } };
}

function begin(message: Message, event: Of<"started">): Message {
  return { ...message, status: "running", error: null, finish: null, model: event.model, destination: event.destination, run_id: event.run_id };
}

function writing(now: Folded, change: Partial<Message>): Folded {
  return { ...now, message: { ...now.message, ...change }, progress: now.progress.phase === "writing" ? now.progress : { phase: "writing", place: null } };
}

function end(message: Message, event: Of<"failed"> | Of<"finished">): Message {
  if (event.type === "failed") {
    const { code, message: words, hint, retryable, guard } = event;
    return { ...message, status: "failed", error: { code, message: words, hint, retryable, guard }, run_id: null };
  }
  const ended = event.reason === "cancelled" || event.reason === "interrupted";
  const status = ended ? (event.reason as "cancelled" | "interrupted") : "complete";
  return { ...message, status, error: null, finish: event.reason, run_id: null };
}

/** The text as it was when numbering began: a replay from the first event writes everything again. */
export function rewind(message: Message, base: { text: string; reasoning: string }): Message {
  return { ...message, text: base.text, reasoning: base.reasoning };
}
