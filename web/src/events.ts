import type { Destination } from "~/api/types";

export type Event =
  | { type: "started"; run_id: string; chat_id: string; message_id: string; parent_id: string | null; model: string; destination: Destination }
  | { type: "queued"; place: number }
  | { type: "reading"; left_out: number }
  | { type: "text_delta"; text: string }
  | { type: "reasoning_delta"; text: string }
  | { type: "tool_call"; index: number; call_id: string; name: string; arguments: string }
  | { type: "citation" }
  | { type: "disclosure"; destination: Destination; verdict: string; replaced: number; line: string | null }
  | { type: "usage"; prompt_tokens: number; completion_tokens: number; cached_tokens: number; reasoning_tokens: number }
  | { type: "titled"; title: string }
  | { type: "snapshot"; text: string; reasoning: string }
  | { type: "failed"; code: string; message: string; hint: string | null; retryable: boolean }
  | { type: "finished"; reason: "stop" | "length" | "loop" | "cancelled" | "tool_calls" | "interrupted" };
