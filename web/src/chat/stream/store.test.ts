import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "~/api/error";
import type { Message } from "~/api/types";
import type { Event } from "~/events";
import type { Services } from "./services";
import { draftAnswer, draftUser } from "./state";
import { Thread } from "./store";

const done = (message: Message): Message => ({ ...message, status: "complete", finish: message.role === "assistant" ? "stop" : null });
const question = draftUser("u1", null, "Hi", []);
const answer = done({ ...draftAnswer("a1", "u1", "demo", []), text: "Hello" });
const second = draftUser("u2", "a1", "More", []);

function world(items: Message[] = [question, answer]) {
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const asked: { method: string; path: string; body?: unknown }[] = [];
  const answers = new Map<string, (body: unknown) => unknown>();
  const services: Services = {
    call: (async (method: string, path: string, options: { body?: unknown } = {}) => {
      asked.push({ method, path, body: options.body });
      const own = answers.get(`${method} ${path}`);
      if (own) return own(options.body);
      if (path.endsWith("/messages")) return { items, earlier: true };
      if (path.endsWith("/runs")) {
        const body = options.body as { message_id: string; kind: string };
        const said = body.kind === "say";
        return { run_id: "r", chat_id: "c", user_message_id: said ? body.message_id : null, message_id: "server", parent_id: null };
      }
      return undefined;
    }) as Services["call"],
    open: async () => new Response(new ReadableStream<Uint8Array>({ start: (controller) => void streams.push(controller) })),
    onRun: vi.fn(),
    onTitle: vi.fn(),
    onEnd: vi.fn(),
    onTrouble: vi.fn(),
  };
  let number = 0;
  const push = (...events: Event[]) => {
    const text = events.map((event) => `id: ${(number += 1)}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    streams.at(-1)?.enqueue(new TextEncoder().encode(text));
  };
  return { services, asked, push, answers, streams };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function opened(items?: Message[]) {
  const outside = world(items);
  const thread = new Thread("c", outside.services, false);
  thread.show();
  await vi.advanceTimersByTimeAsync(1);
  return { ...outside, thread, now: () => thread.state.getState() };
}

test("streaming leaves the order and every other message as they are", async () => {
  const { thread, push, now } = await opened();
  await thread.say({ text: "More", messageId: "u2" });
  await vi.advanceTimersByTimeAsync(20);
  const { order, messages } = now();
  push({ type: "text_delta", choice: 0, refusal: false, text: "one " });
  await vi.advanceTimersByTimeAsync(20);
  push({ type: "text_delta", choice: 0, refusal: false, text: "two" });
  await vi.advanceTimersByTimeAsync(20);
  expect(now().messages["server"]?.text).toBe("one two");
  expect(now().order).toBe(order);
  for (const id of ["u1", "a1", "u2"]) expect(now().messages[id]).toBe(messages[id]);
});

test("many deltas of a frame are one write to the state", async () => {
  const { thread, push } = await opened();
  await thread.say({ text: "More", messageId: "u2" });
  await vi.advanceTimersByTimeAsync(20);
  const written = vi.fn();
  thread.state.subscribe(written);
  for (let index = 0; index < 50; index += 1) push({ type: "text_delta", choice: 0, refusal: false, text: "x" });
  await vi.advanceTimersByTimeAsync(16);
  expect(written.mock.calls.length).toBeLessThanOrEqual(2);
  expect(thread.state.getState().messages["server"]?.text).toBe("x".repeat(50));
});

test("a question is drawn before the server answers and takes the server's ids after", async () => {
  const { thread, now, services } = await opened();
  const sending = thread.say({ text: "More", messageId: "u2" });
  expect(now().order.slice(0, 3)).toEqual(["u1", "a1", "u2"]);
  expect(now().run?.phase).toBe("sending");
  await sending;
  expect(now().order).toEqual(["u1", "a1", "u2", "server"]);
  expect(now().messages["server"]).toMatchObject({ parent_id: "u2", run_id: "r", siblings: ["server"] });
  expect(services.onRun).toHaveBeenCalledWith("c", "r");
});

test("a refused question leaves the thread as it was and says why", async () => {
  const { thread, now, answers } = await opened();
  const before = now();
  answers.set("POST /api/chats/c/runs", () => Promise.reject(new ApiError({ status: 413, code: "message_too_large", message: "" })));
  await expect(thread.say({ text: "x", messageId: "u2" })).rejects.toMatchObject({ code: "message_too_large" });
  expect(now().order).toBe(before.order);
  expect(now().messages).toBe(before.messages);
  expect(now().run).toBeNull();
});

test("a question sent before the page has come goes below it", async () => {
  const outside = world();
  const thread = new Thread("c", outside.services, false);
  thread.show();
  await thread.say({ text: "More", messageId: "u2" });
  expect(thread.state.getState().order).toEqual(["u1", "a1", "u2", "server"]);
  expect(outside.asked.at(-1)?.body).toMatchObject({ parent_id: "a1" });
});

test("a page that was asked for before a question was sent does not take the question away", async () => {
  const { thread, push, answers, now } = await opened();
  let come: (page: unknown) => void = () => undefined;
  answers.set("GET /api/chats/c/messages", () => new Promise((resolve) => (come = resolve)));
  thread.lookAgain();
  await vi.advanceTimersByTimeAsync(1);
  await thread.say({ text: "More", messageId: "u2" });
  come({ items: [question, answer], earlier: true });
  await vi.advanceTimersByTimeAsync(20);
  push({ type: "text_delta", choice: 0, refusal: false, text: "one" });
  await vi.advanceTimersByTimeAsync(20);
  expect(now().order).toEqual(["u1", "a1", "u2", "server"]);
  expect(now().messages["server"]?.text).toBe("one");
});

test("an edited question becomes a sibling and hides what followed", async () => {
  const { thread, now, asked } = await opened();
  await thread.say({ text: "Hello?", messageId: "u9" }, { edited: question });
  expect(now().order).toEqual(["u9", "server"]);
  expect(now().messages["u9"]?.siblings).toEqual(["u1", "u9"]);
  expect(asked.at(-1)?.body ?? asked.at(-2)?.body).toMatchObject({ kind: "say", parent_id: null, message_id: "u9" });
});

test("answering again makes a second branch below the same question", async () => {
  const { thread, now } = await opened();
  await thread.answerAgain(answer);
  expect(now().order).toEqual(["u1", "server"]);
  expect(now().messages["server"]?.siblings).toEqual(["a1", "server"]);
});

test("going on keeps the text and a replay does not double it", async () => {
  const cut = { ...answer, status: "interrupted" as const, text: "Once upon" };
  const { thread, push, now, answers } = await opened([question, cut]);
  answers.set("POST /api/chats/c/runs", () => ({ run_id: "r", chat_id: "c", user_message_id: null, message_id: "a1", parent_id: "u1" }));
  await thread.goOn(cut);
  await vi.advanceTimersByTimeAsync(1);
  push({ type: "text_delta", choice: 0, refusal: false, text: " a time" });
  await vi.advanceTimersByTimeAsync(20);
  expect(now().messages["a1"]).toMatchObject({ text: "Once upon a time", status: "running" });
});

test("a page that is opened while an answer is written reads it from the start", async () => {
  const writing = { ...draftAnswer("a2", "u2", "demo", []), run_id: "r", text: "Half" };
  const { push, now, services } = await opened([question, answer, second, writing]);
  push({ type: "text_delta", choice: 0, refusal: false, text: "Half of it" }, { type: "finished", reason: "stop" });
  await vi.advanceTimersByTimeAsync(300);
  expect(now().messages["a2"]).toMatchObject({ text: "Half of it", status: "complete" });
  expect(now().run).toBeNull();
  expect(services.onEnd).toHaveBeenCalledOnce();
});

test("a hidden chat stops reading, and showing it goes on behind the last event", async () => {
  const { thread, push, streams, now } = await opened();
  await thread.say({ text: "More", messageId: "u2" });
  await vi.advanceTimersByTimeAsync(1);
  push({ type: "text_delta", choice: 0, refusal: false, text: "one " });
  await vi.advanceTimersByTimeAsync(1);
  thread.hide();
  expect(now().messages["server"]?.text).toBe("one ");
  thread.show();
  await vi.advanceTimersByTimeAsync(1);
  expect(streams).toHaveLength(2);
  push({ type: "text_delta", choice: 0, refusal: false, text: "two" });
  await vi.advanceTimersByTimeAsync(300);
  expect(now().messages["server"]?.text).toBe("one two");
});

test("stop before the server has taken the question cancels as soon as the run is known", async () => {
  const { thread, asked } = await opened();
  const sending = thread.say({ text: "More", messageId: "u2" });
  await thread.stop();
  await sending;
  expect(asked.at(-1)).toMatchObject({ method: "POST", path: "/api/runs/r/cancel" });
});

test("earlier pages go before the first row and keep the others", async () => {
  const { thread, now, answers } = await opened([answer]);
  const before = now().messages["a1"];
  answers.set("GET /api/chats/c/messages", () => ({ items: [question], earlier: false }));
  await thread.loadEarlier();
  expect(now().order).toEqual(["u1", "a1"]);
  expect(now().shift).toBe(true);
  expect(now().earlier).toBe(false);
  expect(now().messages["a1"]).toBe(before);
});

test("loading the same page again changes no message's identity", async () => {
  const { thread, now } = await opened();
  const before = now();
  await thread.load();
  expect(now().order).toBe(before.order);
  expect(now().messages["a1"]).toBe(before.messages["a1"]);
});

test("a rating shows at once and goes back when the server refuses", async () => {
  const { thread, now, answers } = await opened();
  answers.set("PUT /api/messages/a1/rating", () => Promise.reject(new ApiError({ status: 0, code: "offline", message: "" })));
  const rating = thread.rate(answer, "up");
  expect(now().messages["a1"]?.rating).toBe("up");
  await rating;
  expect(now().messages["a1"]?.rating).toBeNull();
});

test("what is said after a question that the guard stopped stands beside that question, with its own decisions", async () => {
  const guard = { rule: "r", title: "R", action: "refuse", policy: "p", contact: null, findings: [] };
  const error = { code: "guard_refused", message: "", hint: null, retryable: false, guard };
  const stopped: Message = { ...draftAnswer("a2", "u2", "demo", []), status: "failed", error };
  const { thread, asked, now } = await opened([question, answer, second, stopped]);
  await thread.say({ text: "Something else", messageId: "u3", decisions: [{ key: "k", valve: "remove" }] });
  expect(asked.at(-1)?.body).toMatchObject({ parent_id: "a1", text: "Something else", guard: { decisions: [{ key: "k", valve: "remove" }] } });
  expect(now().order).toEqual(["u1", "a1", "u3", "server"]);
  expect(now().messages["u3"]?.siblings).toEqual(["u2", "u3"]);
});
