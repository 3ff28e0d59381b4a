import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryOf } from "~/chat/stream/memory";
import type { Check, Shown } from "~/guard/types";
import { chooseTyping } from "./preference";
import { useCheck } from "./useCheck";

const model = { id: "gpt", name: "GPT" } as Parameters<typeof useCheck>[0]["model"];
const noFiles: Parameters<typeof useCheck>[0]["files"] = [];
const text = "Ask Anna now";

function check(more: Partial<Check> = {}): Check {
  return {
    destination: { name: "OpenAI", destination_class: "external" },
    model: { id: "gpt", name: "GPT" },
    action: "stand_in",
    would_leave: "Ask PersonQ7K2 now",
    kept_on: null,
    mode: "enforce",
    policy: { name: "balanced", version: 1 },
    findings: [{ key: "k", kind: "term.customer", label: "customer", start: 4, end: 8, action: "stand_in", treatment: "stand_in", rule: null, stand_in: "PersonQ7K2", valves: ["not_sensitive"] }],
    files: [],
    ...more,
  };
}

let asked: Record<string, unknown>[] = [];
let answer: Check;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answer = check();
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    asked.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    return new Response(JSON.stringify(answer));
  });
});
afterEach(() => {
  chooseTyping(false);
  vi.useRealTimers();
});

function used() {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const hook = renderHook((props: { model: typeof model }) => useCheck({ chatId: "c", draftOf: "c", model: props.model, files: noFiles }), { wrapper, initialProps: { model } });
  const edit = async (now: string, how: "typed" | "pasted") => {
    memoryOf(client).drafts.set("c", { text: now, messageId: "" });
    act(() => hook.result.current.edited(now, how));
    await act(() => vi.advanceTimersByTimeAsync(2_000));
  };
  return { ...hook, edit };
}

test("a paste is looked at once, typing is not", async () => {
  const { result, edit } = used();
  await edit(text, "typed");
  expect(asked).toEqual([]);
  await edit(text, "pasted");
  expect(asked).toEqual([{ text, model: "gpt", chat_id: "c", file_ids: [], decisions: [] }]);
  expect(result.current.marks).toEqual({ text, spans: [{ start: 4, end: 8, value: "stand_in" }] });
});

test("while somebody types on, the marks stay with their words and nothing is asked", async () => {
  const { result, edit } = used();
  await edit(text, "pasted");
  await edit(`Please ${text}`, "typed");
  expect(asked).toHaveLength(1);
  expect(result.current.marks?.spans).toEqual([{ start: 11, end: 15, value: "stand_in" }]);
  await edit("Please Ask Anne now", "typed");
  expect(result.current.marks?.spans).toEqual([]);
});

test("typing is looked at where somebody switched it on", async () => {
  chooseTyping(true);
  const { edit } = used();
  await edit(text, "typed");
  expect(asked).toHaveLength(1);
});

test("a dry run shows nothing, and an empty field forgets everything", async () => {
  answer = check({ mode: "record" });
  const { result, edit } = used();
  await edit(text, "pasted");
  expect([result.current.check, result.current.marks]).toEqual([null, null]);
  answer = check();
  await edit(`${text}!`, "pasted");
  expect(result.current.check).not.toBeNull();
  await edit("", "typed");
  expect([result.current.check, result.current.marks]).toEqual([null, null]);
});

test("a decision and another model are asked about again", async () => {
  const { result, edit, rerender } = used();
  await edit(text, "pasted");
  act(() => result.current.decide(check().findings[0] as Shown, "not_sensitive"));
  await act(() => vi.advanceTimersByTimeAsync(10));
  expect(asked.at(-1)?.["decisions"]).toEqual([{ key: "k", valve: "not_sensitive" }]);
  rerender({ model: { ...model, id: "other" } as typeof model });
  await act(() => vi.advanceTimersByTimeAsync(10));
  expect(asked.at(-1)?.["model"]).toBe("other");
  expect(asked).toHaveLength(3);
});

test("a guard that does not answer is no trouble here", async () => {
  vi.stubGlobal("fetch", async () => new Response("{}", { status: 503 }));
  const { result, edit } = used();
  await edit(text, "pasted");
  expect(result.current.check).toBeNull();
});
