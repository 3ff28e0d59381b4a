import { beforeEach, expect, test, vi } from "vitest";
import { renderHook } from "@testing-library/react";
import { addFiles, giveBack, mostBytes, removeFile, takeFiles, useFiles } from "./held";

const sent = vi.hoisted(() => ({ waiting: [] as { path: string; name: string; answer: (file: object) => void; signal: AbortSignal }[] }));

vi.mock("~/api/upload", () => ({
  upload: (path: string, _body: Blob, options: { headers: Record<string, string>; signal: AbortSignal }) =>
    new Promise((answer, refuse) => {
      sent.waiting.push({ path, name: options.headers["X-File-Name"] ?? "", answer, signal: options.signal });
      options.signal.addEventListener("abort", () => refuse(new DOMException("", "AbortError")));
    }),
}));
vi.mock("~/api/call", async (original) => ({ ...(await original<object>()), call: vi.fn(async () => undefined) }));

const ready = { id: "f", name: "a.txt", state: "ready", size: 1, kind: "text", of: 1, text_size: 1, portions: [{ unit: "lines", size: 1 }], picture: null, error: null, progress: null };

beforeEach(() => {
  sent.waiting.length = 0;
});

function files(chat: string) {
  return renderHook(() => useFiles(chat)).result.current;
}

test("a file goes to its chat under its own name and is ready when it is read", async () => {
  addFiles("one", [new File(["a"], "Größe.txt")]);
  await vi.waitFor(() => expect(sent.waiting).toHaveLength(1));
  expect(sent.waiting[0]).toMatchObject({ path: "/api/chats/one/files", name: "Gr%C3%B6%C3%9Fe.txt" });
  expect(files("one")).toMatchObject([{ phase: "sending", name: "Größe.txt" }]);
  sent.waiting[0]?.answer(ready);
  await vi.waitFor(() => expect(files("one")).toMatchObject([{ phase: "ready" }]));
  const taken = takeFiles("one");
  expect([taken.length, files("one").length]).toEqual([1, 0]);
  giveBack("one", taken);
  expect(files("one")).toEqual(taken);
});

test("three are sent at once, the others wait", async () => {
  addFiles("two", Array.from({ length: 5 }, (_, index) => new File(["a"], `${index}.txt`)));
  await vi.waitFor(() => expect(sent.waiting).toHaveLength(3));
  sent.waiting[0]?.answer(ready);
  await vi.waitFor(() => expect(sent.waiting).toHaveLength(4));
  for (const one of sent.waiting) one.answer(ready);
  await vi.waitFor(() => expect(sent.waiting).toHaveLength(5));
  sent.waiting[4]?.answer(ready);
});

test("what is too large or too many is not sent", async () => {
  const large = new File([], "large.txt");
  Object.defineProperty(large, "size", { value: mostBytes + 1 });
  addFiles("three", [large]);
  addFiles("four", Array.from({ length: 12 }, (_, index) => new File(["a"], `${index}.txt`)));
  expect(files("three")).toMatchObject([{ phase: "failed", error: { code: "file_too_large" } }]);
  expect(files("four").filter((one) => one.phase === "failed")).toHaveLength(2);
  for (const one of files("four")) removeFile("four", one.key);
  expect(files("four")).toEqual([]);
});

test("removing a file that is on its way stops it", async () => {
  addFiles("five", [new File(["a"], "a.txt")]);
  await vi.waitFor(() => expect(sent.waiting.some((one) => one.path.includes("five"))).toBe(true));
  const one = sent.waiting.find(({ path }) => path.includes("five"));
  removeFile("five", files("five")[0]?.key ?? "");
  expect(one?.signal.aborted).toBe(true);
  expect(files("five")).toEqual([]);
});
