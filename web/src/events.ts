// Made by `make api` from the server's code. Changes belong there.
export type Event =
  | Started
  | Queued
  | Reading
  | TextDelta
  | ReasoningDelta
  | ToolCall
  | Citation
  | Disclosure
  | Restored
  | Usage
  | Logprobs
  | ChoiceEnded
  | Snapshot
  | Titled
  | Failed
  | Finished;
/**
 * How far away a destination is: this machine, our own network, somebody else.
 */
export type DestinationClass = "local" | "private" | "external";

/**
 * The run has begun and writes into `message_id`.
 */
export interface Started {
  chat_id: string;
  destination: Destination;
  message_id: string;
  model: string;
  parent_id: string | null;
  run_id: string;
  type: "started";
}
/**
 * A destination as it is shown: its name and how far away it is.
 */
export interface Destination {
  destination_class: DestinationClass;
  name: string;
}
/**
 * All places at the model are taken; `place` is 1 for the next in line.
 */
export interface Queued {
  place: number;
  type: "queued";
}
/**
 * The model reads the prompt. `left_out` older messages did not fit and were left out.
 *
 * `files` names what of attached files did not fit; `attached` counts the bytes of those that did.
 */
export interface Reading {
  attached: number;
  files: CutFile[];
  left_out: number;
  type: "reading";
}
/**
 * A file of which only `took` of `of` portions went into the prompt; `unit` says what the portions are.
 */
export interface CutFile {
  file_id: string;
  name: string;
  of: number;
  took: number;
  unit: string;
}
/**
 * More of the answer. `choice` tells answers apart where more than one was asked for.
 *
 * `refusal`: the model says why it does not do what was asked. Nobody changes one.
 */
export interface TextDelta {
  choice: number;
  refusal: boolean;
  text: string;
  type: "text_delta";
}
/**
 * More of the model's reasoning.
 */
export interface ReasoningDelta {
  choice: number;
  text: string;
  type: "reasoning_delta";
}
/**
 * More of a tool call: the name comes once, the arguments in pieces.
 */
export interface ToolCall {
  arguments: string;
  call_id: string | null;
  choice: number;
  index: number;
  name: string | null;
  type: "tool_call";
}
/**
 * A passage that the answer rests on.
 */
export interface Citation {
  quote: string;
  source: string;
  title: string;
  type: "citation";
}
/**
 * What the guard decided and where the words went; `line` is the number of the ledger line.
 *
 * `replaced` places hold a stand-in there; `removed` was blanked out for good. `kept_from` is the model that was asked
 * for, when the guard kept the words on this machine instead.
 */
export interface Disclosure {
  destination: Destination;
  kept_from: string | null;
  line: string;
  removed: Counted[];
  replaced: number;
  type: "disclosure";
  verdict: "pass" | "warn" | "stand_in" | "keep_local";
}
/**
 * How many things of one kind the guard found. `label` names the kind for people, in English.
 */
export interface Counted {
  count: number;
  kind: string;
  label: string;
}
/**
 * The model wrote `stand_in` where the reader reads `value`. It comes before the first text that holds this value.
 *
 * One event for each value and choice; the text that follows it holds `value` already.
 */
export interface Restored {
  choice: number;
  stand_in: string;
  type: "restored";
  value: string;
}
/**
 * Tokens as the model counted them.
 */
export interface Usage {
  cached_tokens: number;
  completion_tokens: number;
  prompt_tokens: number;
  reasoning_tokens: number;
  type: "usage";
}
/**
 * How likely the tokens of the text that follows are: OpenAI's `logprobs` object of one piece, as JSON text.
 */
export interface Logprobs {
  choice: number;
  data: string;
  type: "logprobs";
}
/**
 * One of several answers ended; Finished comes when all have.
 */
export interface ChoiceEnded {
  choice: number;
  reason: "stop" | "length" | "loop" | "cancelled" | "interrupted" | "tool_calls" | "filtered";
  type: "choice_ended";
}
/**
 * All text so far; replaces what was folded before. Sent when the single pieces are no longer kept.
 */
export interface Snapshot {
  reasoning: string;
  text: string;
  type: "snapshot";
}
/**
 * The chat has a title now.
 */
export interface Titled {
  title: string;
  type: "titled";
}
/**
 * The run ended by an error after it had begun; the text so far is kept. `guard` says more of a refusal.
 */
export interface Failed {
  code: string;
  guard: Blocked | null;
  hint: string | null;
  message: string;
  retryable: boolean;
  type: "failed";
}
/**
 * Why the guard did not let words go: which rule, what it found, whom to ask, and what the person may do.
 *
 * `options` are `edit`, and `demo` where the demo model may answer; `action` is warn, keep_local or refuse.
 */
export interface Blocked {
  action: string;
  contact: string | null;
  findings: BlockedFinding[];
  options: string[];
  policy: string;
  rule: string;
  title: string;
}
/**
 * One thing that the guard stopped at. `key` is stable within a chat; `valves` are the ways out of it.
 */
export interface BlockedFinding {
  count: number;
  key: string;
  kind: string;
  label: string;
  valves: string[];
}
/**
 * The run ended.
 */
export interface Finished {
  reason: "stop" | "length" | "loop" | "cancelled" | "interrupted" | "tool_calls" | "filtered";
  type: "finished";
}
