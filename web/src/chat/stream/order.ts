import type { AttachmentBody } from "~/api/types";
import type { Decision } from "~/guard/types";

interface Decided {
  decisions: readonly Decision[];
}

/** What a run is asked to write. */
export type Order =
  | { kind: "say"; parent_id: string | null; text: string; message_id: string; model?: string; attachments?: AttachmentBody[]; guard?: Decided }
  | { kind: "again"; message_id: string; model?: string; guard?: Decided }
  | { kind: "continue"; message_id: string };

export function modelOf(model: string | null | undefined): { model?: string } {
  return model ? { model } : {};
}

export function decided(decisions: readonly Decision[] = []): { guard?: Decided } {
  return decisions.length > 0 ? { guard: { decisions } } : {};
}
