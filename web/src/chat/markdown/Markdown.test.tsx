import { act, render, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { Markdown } from "./Markdown";
import { hostile } from "./hostile";

const forbidden = "script, style, iframe, object, embed, svg, math, form, button[formaction], link, meta, base, video, audio, source, template, img, picture, input:not([type=checkbox])";

function dangers(root: ParentNode): string[] {
  const found = [...root.querySelectorAll(forbidden)].filter((element) => !element.closest("figcaption, .table-block > button")).map((element) => element.outerHTML);
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const runs = name.startsWith("on") || name === "srcdoc" || name === "id" || name === "name" || name === "formaction";
      const leads = /^(?:href|src|action|xlink:href|data|poster|background)$/.test(name) && !/^(?:https?|mailto):/.test(value);
      const styled = name === "style" && /url|expression|position/i.test(value);
      if (runs || leads || styled) found.push(`${element.tagName} ${name}=${value}`);
    }
  }
  return found;
}

test.each(hostile)("nothing runs at any moment while it streams in: %s", (text) => {
  const { container, rerender } = render(<Markdown text="" streaming />);
  for (let end = 1; end <= text.length; end += 1) {
    rerender(<Markdown text={text.slice(0, end)} streaming />);
    expect(dangers(container)).toEqual([]);
  }
  rerender(<Markdown text={text} streaming={false} />);
  expect(dangers(container)).toEqual([]);
});

test("raw HTML is shown as what it is: text", () => {
  const { container } = render(<Markdown text={'Before <b onclick="x()">bold</b> <script>alert(1)</script> after'} streaming={false} />);
  expect(container.textContent).toContain('<b onclick="x()">bold</b> <script>alert(1)</script>');
});

test("a remote image is not loaded and says whose it was", () => {
  const { container } = render(<Markdown text="![a chart](https://evil.example/pixel.png?secret=1)" streaming={false} />);
  expect(container.querySelector("img")).toBeNull();
  expect(container.querySelector("[role=note]")?.textContent).toContain("evil.example");
  expect(container.innerHTML).not.toContain("secret");
});

test("links open elsewhere, tell nothing and say where they lead", () => {
  const { container } = render(<Markdown text="[docs](https://example.com/a?b=1) and [https://bank.com](https://evil.example) and [x](javascript:alert(1)) [y](/settings)" streaming={false} />);
  const links = [...container.querySelectorAll("a")];
  expect(links).toHaveLength(2);
  for (const link of links) {
    expect(link.rel).toBe("noopener noreferrer nofollow");
    expect(link.target).toBe("_blank");
  }
  expect(links[0]?.dataset["host"]).toBe("example.com");
  expect(links[1]?.textContent).toContain("(evil.example)");
});

test("a link in letters that look like others shows where it leads", () => {
  const { container } = render(<Markdown text="[https://аррӏе.example](https://аррӏе.example/a)" streaming={false} />);
  expect(container.querySelector("a")?.textContent).toContain("(xn--80ak6aa92e.example)");
});

test("hidden direction characters in code are written out", () => {
  const { container } = render(<Markdown text={"```js\nif (admin\u202e) {}\n```"} streaming={false} />);
  expect(container.querySelector("pre")?.textContent).toContain("U+202E");
  expect(container.querySelector("pre")?.textContent).not.toContain("\u202e");
});

test("lists, tables, headings, tasks and code are drawn", () => {
  const text = "# Title\n\n- one\n  1. two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n\n```python\nprint(1)\n```\n\n> quoted *words*";
  const { container } = render(<Markdown text={text} streaming={false} />);
  expect(container.querySelector(".head-1")?.tagName).toBe("H3");
  expect(container.querySelectorAll("table td")).toHaveLength(2);
  expect(container.querySelector("input")?.checked).toBe(true);
  expect(container.querySelector("figcaption")?.textContent).toContain("Python");
  expect(container.querySelector("blockquote em")).not.toBeNull();
  for (const block of container.querySelectorAll("p, li, blockquote")) expect(block.getAttribute("dir")).toBe("auto");
});

test("a formula becomes one when the renderer has come, money does not", async () => {
  const { container } = render(<Markdown text={"It costs $5 and \\(x^2\\).\n\n\\[\n\\frac{1}{2}\n\\]"} streaming={false} />);
  await waitFor(() => expect(container.querySelectorAll(".katex").length).toBe(2));
  expect(container.querySelectorAll(".katex-display")).toHaveLength(1);
  expect(container.textContent).toContain("It costs $5 and");
});

test("a formula cannot link, load or draw over the page", async () => {
  const { container } = render(<Markdown text={"$$\\href{javascript:alert(1)}{x} \\includegraphics{https://evil.example/a.png} \\rule{9999em}{9999em}$$"} streaming={false} />);
  await waitFor(() => expect(container.querySelector(".katex, .katex-error")).not.toBeNull());
  expect(container.querySelector("a, img")).toBeNull();
  expect(container.innerHTML).not.toContain("9999em;");
});

const bombs: readonly [name: string, text: string][] = [
  ["quotes in quotes", ">".repeat(50_000)],
  ["lists in lists", "- ".repeat(20_000) + "x"],
  ["open brackets", "[".repeat(50_000)],
  ["stars", "*a ".repeat(30_000)],
  ["underscores", "_".repeat(100_000)],
  ["backticks", "`a``b```c".repeat(10_000)],
  ["links in one block", "[a](http://b.example) ".repeat(10_000)],
  ["links in blocks", "[a](http://b.example)\n\n".repeat(10_000)],
  ["images", "![a](http://b.example) ".repeat(10_000)],
  ["tables", "|a".repeat(50_000) + "\n" + "|-".repeat(50_000)],
  ["an unclosed fence of 1 MB", "```js\n" + "let a = 1;\n".repeat(95_000)],
  ["one line of 1 MB", "x".repeat(1_000_000)],
  ["angle brackets", "<".repeat(100_000)],
  ["half tags", "<a ".repeat(50_000)],
  ["entities", "&#x41;".repeat(30_000)],
  ["footnotes", "[^a]: x\n\n[^a] ".repeat(5_000)],
  ["definitions", "[a]: http://b\n".repeat(10_000)],
  ["formulas", "$$x$$ ".repeat(20_000)],
  ["escapes", "\\(".repeat(90_000)],
  ["headings", "# a\n".repeat(30_000)],
];

test.each(bombs)("%s do not hold the page", (_name, text) => {
  const started = performance.now();
  act(() => void render(<Markdown text={text} streaming={false} />));
  // jsdom on a shared machine is some ten times slower than a browser; a blow-up would take minutes.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("a long answer is drawn whole, its end first", async () => {
  const text = Array.from({ length: 800 }, (_, index) => `Paragraph number ${index} with some words in it.`).join("\n\n");
  const { container } = render(<Markdown text={text} streaming={false} />);
  expect(container.querySelectorAll("p").length).toBeLessThan(100);
  expect(container.textContent).toContain("Paragraph number 799 ");
  await waitFor(() => expect(container.querySelectorAll("p")).toHaveLength(800));
});
