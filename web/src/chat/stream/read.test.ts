import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "~/api/error";
import type { Event } from "~/events";
import { readRun, silence } from "./read";

const words = ["Hel", "lo ", "wor", "ld", "!"];
const log: Event[] = [
  { type: "started", run_id: "r", chat_id: "c", message_id: "m", parent_id: null, model: "demo", destination: { name: "x", destination_class: "local" } },
  ...words.map((text): Event => ({ type: "text_delta", choice: 0, refusal: false, text })),
  { type: "finished", reason: "stop" },
];

function block(number: number): string {
  const event = log[number - 1];
  return `id: ${number}\nevent: ${event?.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function body(chunks: readonly string[], end: "close" | "break" | "hang", signal?: AbortSignal): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      signal?.addEventListener("abort", () => controller.error(new Error("aborted")));
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
    },
    pull(controller) {
      if (end === "close") controller.close();
      if (end === "break") controller.error(new TypeError("network"));
    },
  });
  return new Response(stream);
}

type Answer = (after: number, signal: AbortSignal) => Promise<Response>;

function reading(answers: Answer[], after = 0) {
  const seen: number[] = [];
  const paths: string[] = [];
  let text = "";
  const ended = vi.fn();
  const gone = vi.fn();
  const connection = vi.fn();
  const reader = readRun({
    runId: "r",
    after,
    open: (path, { signal }) => {
      paths.push(path);
      const answer = answers.shift();
      if (!answer) throw new Error("asked too often");
      return answer(Number(new URL(path, "http://x").searchParams.get("after")), signal);
    },
    onEvents(events, again) {
      if (again) {
        seen.length = 0;
        text = "";
      }
      for (const { number, event } of events) {
        seen.push(number);
        if (event.type === "text_delta") text += event.text;
        if (event.type === "snapshot") text = event.text;
        if (event.type === "finished") ended();
      }
    },
    onConnection: connection,
    onGone: gone,
  });
  return { reader, seen, paths, text: () => text, ended, gone, connection };
}

const from = (end: "close" | "break" | "hang", count: number): Answer => async (after, signal) =>
  body(log.map((_, index) => index + 1).filter((number) => number > after).slice(0, count).map(block), end, signal);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a whole stream is read once and in order", async () => {
  const run = reading([from("close", 99)]);
  await vi.waitFor(() => expect(run.ended).toHaveBeenCalledOnce());
  expect(run.seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(run.text()).toBe("Hello world!");
});

test("bytes cut anywhere, also inside a character, give the same events", async () => {
  const bytes = new TextEncoder().encode(log.map((_, index) => block(index + 1)).join("").replaceAll("wor", "wör👋"));
  for (const size of [1, 2, 3, 7, 64]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    const run = reading([async () => new Response(stream)]);
    await vi.waitFor(() => expect(run.ended).toHaveBeenCalledOnce());
    expect(run.text()).toBe("Hello wör👋ld!");
  }
});

test("wherever the connection breaks, the next one goes on behind the last event and nothing is lost or doubled", async () => {
  for (let count = 0; count < log.length; count += 1) {
    const run = reading([from("break", count), from("close", 99)]);
    await vi.runAllTimersAsync();
    await vi.waitFor(() => expect(run.ended).toHaveBeenCalledOnce());
    expect(run.seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(run.text()).toBe("Hello world!");
  }
});

test("events sent again by the server are dropped", async () => {
  const run = reading([async () => body([block(1), block(2), block(2), block(1), block(3), ...[4, 5, 6, 7].map(block)], "close")]);
  await vi.waitFor(() => expect(run.ended).toHaveBeenCalledOnce());
  expect(run.text()).toBe("Hello world!");
});

test("a hole in the numbers is asked for again", async () => {
  const run = reading([async () => body([block(1), block(2), block(5)], "hang"), from("close", 99)]);
  await vi.runAllTimersAsync();
  await vi.waitFor(() => expect(run.ended).toHaveBeenCalledOnce());
  expect(run.paths[1]).toContain("after=2");
  expect(run.text()).toBe("Hello world!");
});

test("a server that lost its log replays from storage, and the text starts anew", async () => {
  const replay = [
    `id: 1\ndata: ${JSON.stringify(log[0])}\n\n`,
    `id: 2\ndata: ${JSON.stringify({ type: "snapshot", text: "Hello wo", reasoning: "" })}\n\n`,
    `id: 3\ndata: ${JSON.stringify({ type: "finished", reason: "interrupted" })}\n\n`,
  ];
  const run = reading([from("break", 5), async () => body(replay, "close")]);
  await vi.runAllTimersAsync();
  await vi.waitFor(() => expect(run.ended).toHaveBeenCalledOnce());
  expect(run.seen).toEqual([1, 2, 3]);
  expect(run.text()).toBe("Hello wo");
});

test("503 with Retry-After is waited for, and offline is tried again", async () => {
  const refuse = (status: number, code: string, retryAfter: number | null): Answer => () =>
    Promise.reject(new ApiError({ status, code, message: "", retryAfter }));
  const run = reading([refuse(503, "database_away", 3), refuse(0, "offline", null), from("close", 99)]);
  await vi.advanceTimersByTimeAsync(2_900);
  expect(run.paths).toHaveLength(1);
  expect(run.connection).toHaveBeenLastCalledWith("waiting");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(run.ended).toHaveBeenCalledOnce();
});

test("being online again wakes the reader at once", async () => {
  const run = reading([() => Promise.reject(new ApiError({ status: 503, code: "away", message: "", retryAfter: 3600 })), from("close", 99)]);
  await vi.advanceTimersByTimeAsync(1);
  dispatchEvent(new globalThis.Event("online"));
  await vi.advanceTimersByTimeAsync(1);
  expect(run.ended).toHaveBeenCalledOnce();
});

test("a run of somebody else or of nobody ends the reading", async () => {
  const run = reading([() => Promise.reject(new ApiError({ status: 404, code: "not_found", message: "" }))]);
  await vi.runAllTimersAsync();
  expect(run.gone).toHaveBeenCalledOnce();
  expect(run.paths).toHaveLength(1);
});

test("a silent connection is given up and read again", async () => {
  const run = reading([from("hang", 3), from("close", 99)]);
  await vi.advanceTimersByTimeAsync(silence + 1_000);
  expect(run.ended).toHaveBeenCalledOnce();
  expect(run.paths[1]).toContain("after=3");
});

test("a beat keeps a quiet connection", async () => {
  let beat: (text: string) => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      beat = (text) => controller.enqueue(new TextEncoder().encode(text));
    },
  });
  const run = reading([async () => new Response(stream)]);
  for (let minute = 0; minute < 10; minute += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    beat(": beat\n\n");
  }
  expect(run.paths).toHaveLength(1);
  run.reader.close();
});

test("closing stops the reading and asks nothing more", async () => {
  const run = reading([from("hang", 2)]);
  await vi.advanceTimersByTimeAsync(10);
  run.reader.close();
  await vi.runAllTimersAsync();
  expect(run.paths).toHaveLength(1);
  expect(run.gone).not.toHaveBeenCalled();
});
