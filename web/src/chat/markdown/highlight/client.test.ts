import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ask, Told } from "./tokens";

/** A worker that answers when told to, one token per line. */
class FakeWorker {
  static asked: Ask[] = [];
  private static listeners: ((message: { data: Told }) => void)[] = [];
  addEventListener(_type: string, listener: (message: { data: Told }) => void) {
    FakeWorker.listeners.push(listener);
  }
  postMessage(ask: Ask) {
    FakeWorker.asked.push(ask);
  }
  static answerAll() {
    for (const { block, from, lines } of FakeWorker.asked.splice(0)) {
      const told: Told = { block, from, lines: lines.map((line) => [[line.length, 4]]) };
      for (const listener of FakeWorker.listeners) listener({ data: told });
    }
  }
  static clear() {
    FakeWorker.asked = [];
    FakeWorker.listeners = [];
  }
}

beforeEach(() => {
  vi.resetModules();
  FakeWorker.clear();
  vi.stubGlobal("Worker", FakeWorker);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("each finished line of a growing block is sent once", async () => {
  const { BlockHighlight } = await import("./client");
  const block = new BlockHighlight("python", () => undefined);
  const code = "a = 1\nbb = 2\n\nccc = 3\n";
  const sent: string[] = [];
  for (let end = 1; end <= code.length; end += 1) {
    block.update(code.slice(0, end), end === code.length);
    for (const ask of FakeWorker.asked) {
      expect(ask.from).toBe(sent.length);
      sent.push(...ask.lines);
    }
    FakeWorker.answerAll();
  }
  expect(sent).toEqual(code.split("\n"));
  expect(block.lines).toHaveLength(5);
});

test("a block ending without a line break sends its last line at the end", async () => {
  const { BlockHighlight } = await import("./client");
  const block = new BlockHighlight("python", () => undefined);
  block.update("one\ntw", false);
  block.update("one\ntwo", false);
  block.update("one\ntwo", true);
  expect(FakeWorker.asked.flatMap((ask) => ask.lines)).toEqual(["one", "two"]);
  expect(FakeWorker.asked.at(-1)?.last).toBe(true);
});

test("a finished block seen again is taken from the cache", async () => {
  const { BlockHighlight, cachedLines } = await import("./client");
  const first = new BlockHighlight("python", () => undefined);
  first.update("one\ntwo", true);
  FakeWorker.answerAll();
  expect(cachedLines("python", "one\ntwo")).toBe(first.lines);
  const second = new BlockHighlight("python", () => undefined);
  second.update("one\ntwo", true);
  expect(second.lines).toBe(first.lines);
  expect(FakeWorker.asked).toEqual([]);
});

test("code that begins differently is tokenized anew", async () => {
  const { BlockHighlight } = await import("./client");
  const block = new BlockHighlight("python", () => undefined);
  block.update("one\ntwo\n", false);
  FakeWorker.answerAll();
  block.update("xne\ntwo\n", false);
  expect(FakeWorker.asked).toMatchObject([{ from: 0, lines: ["xne", "two"] }]);
});
