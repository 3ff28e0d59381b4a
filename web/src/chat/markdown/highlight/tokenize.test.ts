import { expect, test } from "vitest";
import { languageOf } from "./languages";
import { Tokenizer } from "./tokenize";
import { highlightable, kinds, type Token } from "./tokens";

const code = ["/* a comment", "over two lines */", "const answer: number = 42;", "", "function greet(name: string) {", "  return `hello ${name}`;", "}"];

async function whole(): Promise<readonly (readonly Token[])[]> {
  return (await new Tokenizer().take({ block: 1, language: "typescript", from: 0, lines: code, last: true })).lines;
}

test("lines sent one by one get the same tokens as all at once", async () => {
  const tokenizer = new Tokenizer();
  const single: (readonly Token[])[] = [];
  for (const [index, line] of code.entries()) {
    const told = await tokenizer.take({ block: 7, language: "typescript", from: index, lines: [line], last: index === code.length - 1 });
    single.push(...told.lines);
  }
  expect(single).toEqual(await whole());
});

test("tokens cover each line exactly", async () => {
  const lines = await whole();
  expect(lines).toHaveLength(code.length);
  for (const [index, tokens] of lines.entries()) expect(tokens.reduce((sum, [length]) => sum + length, 0)).toBe(code[index]?.length);
});

test("a comment that began on an earlier line is still a comment", async () => {
  const lines = await whole();
  const comment = kinds.indexOf("comment");
  expect(lines[1]?.every(([, kind]) => kind === comment)).toBe(true);
});

test("two blocks that grow at the same time do not mix", async () => {
  const tokenizer = new Tokenizer();
  await tokenizer.take({ block: 1, language: "typescript", from: 0, lines: ["/* open"], last: false });
  const other = await tokenizer.take({ block: 2, language: "python", from: 0, lines: ["def f():"], last: false });
  const first = await tokenizer.take({ block: 1, language: "typescript", from: 1, lines: ["still open"], last: true });
  expect(first.lines[0]?.[0]?.[1]).toBe(kinds.indexOf("comment"));
  expect(other.lines[0]?.[0]?.[1]).toBe(kinds.indexOf("keyword"));
});

test("huge blocks and endless lines stay plain", () => {
  expect(highlightable("x\n".repeat(1_000))).toBe(true);
  expect(highlightable("x\n".repeat(30_000))).toBe(false);
  expect(highlightable(`a\n${"x".repeat(2_001)}\nb`)).toBe(false);
});

test("the names that models write after a fence are understood", () => {
  expect(languageOf("py").id).toBe("python");
  expect(languageOf("TypeScript {1,3}").id).toBe("typescript");
  expect(languageOf("brainfuck")).toEqual({ id: null, label: "brainfuck" });
  expect(languageOf("")).toEqual({ id: null, label: "" });
  expect(languageOf('"><script>').label).toBe("");
});
