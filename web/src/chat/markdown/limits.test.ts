import { expect, test } from "vitest";
import { readFence } from "./fence";
import { parsable, pieces, readable } from "./limits";

test("ordinary answers are read as Markdown", () => {
  for (const text of ["# Hello\n\n- a\n  - b\n    - c\n", "> > quoted", "- - -\n", "* * * * * * * * * * * * * * * * * * * * * * * * * * *\n", "x".repeat(100_000), "1. a\n2. b\n"]) {
    expect(readable(text)).toBe(true);
  }
});

test("deep nesting and endless texts are not", () => {
  for (const text of [">".repeat(10_000), "> ".repeat(40), "- ".repeat(39) + "x\n", "1. ".repeat(50), " ".repeat(400) + "- x", "x".repeat(300_000)]) {
    expect(readable(text)).toBe(false);
  }
});

test("a block full of marks is not parsed", () => {
  for (const mark of ["[", "![", "*a ", "`", "<a>", "[a](b) ", "$x", "\\("]) expect(parsable(mark.repeat(10_000))).toBe(false);
  expect(parsable("| a | b |\n".repeat(300))).toBe(true);
});

test("pieces join to the whole, never cut a character, and stay the same when text is added", () => {
  for (const unit of ["words and words\n", "👋", "x"]) {
    const text = unit.repeat(20_000);
    const cut = pieces(text);
    expect(cut.join("")).toBe(text);
    for (const piece of cut) {
      expect(piece.length).toBeLessThanOrEqual(8_000);
      expect(() => encodeURIComponent(piece)).not.toThrow();
    }
    const more = pieces(text + unit.repeat(10_000));
    expect(more.slice(0, cut.length - 1)).toEqual(cut.slice(0, -1));
  }
});

test("a fenced block is read without the parser, whole or unfinished", () => {
  expect(readFence("```ts\nconst a = 1;\n```\n")).toEqual({ info: "ts", code: "const a = 1;", closed: true });
  expect(readFence("~~~\na\n~~~~\n\n")).toEqual({ info: "", code: "a", closed: true });
  expect(readFence("```py\na\nb")).toEqual({ info: "py", code: "a\nb", closed: false });
  expect(readFence("````md\n```\nx\n```\n````")).toEqual({ info: "md", code: "```\nx\n```", closed: true });
  expect(readFence("```")).toEqual({ info: "", code: "", closed: false });
  expect(readFence("```\n```")).toEqual({ info: "", code: "", closed: true });
});

test("a half closing fence does not flash up as code", () => {
  expect(readFence("```ts\na\n`")?.code).toBe("a");
  expect(readFence("```ts\na\n``")?.code).toBe("a");
});

test("what is more than one fence is left to the parser", () => {
  expect(readFence("```ts\na\n```\n\ntext")).toBeNull();
  expect(readFence("``` a`b")).toBeNull();
  expect(readFence("text")).toBeNull();
  expect(readFence("- ```\n  a\n  ```")).toBeNull();
});
