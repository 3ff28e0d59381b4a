import { expect, test } from "vitest";
import type { Event } from "~/events";
import { fold, rewind, type Folded } from "./fold";
import { draftAnswer } from "./state";

const place = { name: "This machine", destination_class: "local" } as const;
const story: Event[] = [
  { type: "queued", place: 2 },
  { type: "queued", place: 1 },
  { type: "started", run_id: "r", chat_id: "c", message_id: "m", parent_id: "u", model: "demo", destination: place },
  { type: "reading", left_out: 3, files: [], attached: 0 },
  { type: "reasoning_delta", choice: 0, text: "hm " },
  { type: "reasoning_delta", choice: 0, text: "so" },
  { type: "text_delta", choice: 0, refusal: false, text: "Hel" },
  { type: "text_delta", choice: 0, refusal: false, text: "lo 👋" },
  { type: "text_delta", choice: 0, refusal: false, text: "\n\n**there**" },
  { type: "titled", title: "Greeting" },
  { type: "usage", prompt_tokens: 7, completion_tokens: 3, cached_tokens: 0, reasoning_tokens: 0 },
  { type: "finished", reason: "stop" },
];
const start: Folded = { message: draftAnswer("m", "u", null, []), progress: { phase: "sending", place: null }, title: null };

function cut(events: readonly Event[], mask: number): Event[][] {
  const batches: Event[][] = [[]];
  events.forEach((event, index) => {
    batches.at(-1)?.push(event);
    if (mask & (1 << index)) batches.push([]);
  });
  return batches;
}

test("every cutting of the events into batches folds to the same answer", () => {
  const whole = fold(start, story);
  expect(whole.message).toMatchObject({ text: "Hello 👋\n\n**there**", reasoning: "hm so", status: "complete", finish: "stop", left_out: 3, model: "demo" });
  expect(whole.title).toBe("Greeting");
  for (let mask = 0; mask < 1 << (story.length - 1); mask += 1) {
    let now = start;
    for (const batch of cut(story, mask)) now = fold(now, batch);
    expect(now).toEqual(whole);
  }
});

test("a snapshot replaces everything folded before it", () => {
  const now = fold(start, [...story.slice(0, 8), { type: "snapshot", text: "All of it", reasoning: "" }]);
  expect(now.message.text).toBe("All of it");
  expect(now.message.reasoning).toBe("");
});

test("the progress follows queue, reading and writing", () => {
  expect(fold(start, story.slice(0, 1)).progress).toEqual({ phase: "queued", place: 2 });
  expect(fold(start, story.slice(0, 4)).progress).toEqual({ phase: "reading", place: null });
  expect(fold(start, story.slice(0, 7)).progress.phase).toBe("writing");
  expect(fold(start, story).progress.phase).toBe("ended");
});

test("cancelled, interrupted, cut at the length and failed are told apart", () => {
  const ended = (event: Event) => fold(start, [...story.slice(0, 8), event]).message;
  expect(ended({ type: "finished", reason: "cancelled" }).status).toBe("cancelled");
  expect(ended({ type: "finished", reason: "interrupted" }).status).toBe("interrupted");
  expect(ended({ type: "finished", reason: "length" })).toMatchObject({ status: "complete", finish: "length" });
  const failed = ended({ type: "failed", code: "engine_died", message: "It died", hint: null, retryable: true, guard: null });
  expect(failed).toMatchObject({ status: "failed", text: "Hello 👋", error: { code: "engine_died", retryable: true } });
});

test("an event of a later version is passed over", () => {
  const unknown = { type: "hologram", depth: 3 } as unknown as Event;
  expect(fold(start, [unknown])).toBe(start);
});

test("a replay from the first event after a rewind gives the answer once", () => {
  const half = fold(start, story.slice(0, 8));
  const replayed = fold({ ...half, message: rewind(half.message, { text: "", reasoning: "" }) }, story);
  expect(replayed.message.text).toBe("Hello 👋\n\n**there**");
});

test("what the guard did stays with the answer, and a word that was put back is noted once", () => {
  const place = { name: "OpenAI", destination_class: "external" } as const;
  const disclosure: Event = { type: "disclosure", destination: place, verdict: "stand_in", replaced: 1, line: "7", removed: [], kept_from: null };
  const restored: Event = { type: "restored", value: "Anna", stand_in: "PersonQ7K2", choice: 0 };
  const once = fold(start, [disclosure, restored, restored]).message;
  expect(once.guarded).toEqual({ verdict: "stand_in", line: "7", replaced: 1, removed: [], kept_from: null, restored: [{ value: "Anna", stand_in: "PersonQ7K2" }] });
  expect(once.destination).toEqual(place);
  // The rest of an answer that is written on has its own disclosure.
  expect(fold({ ...start, message: once }, [disclosure]).message.guarded?.restored).toHaveLength(1);
});
