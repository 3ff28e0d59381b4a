import { act, render } from "@testing-library/react";
import { expect, test } from "vitest";
import { Markdown } from "./Markdown";

const pairs = [
  { value: "Anna Schmidt", stand_in: "PersonQ7K2" },
  { value: "anna@example.com", stand_in: "ada@q7k2.invalid" },
  { value: "<b>x</b>", stand_in: "TermB2C3" },
];

function marks(container: HTMLElement): [string | null, string | undefined][] {
  return [...container.querySelectorAll<HTMLElement>("mark.restored")].map((mark) => [mark.textContent, mark.dataset["saw"]]);
}

test("words that were put back are marked, with what the model saw, in text and in code", async () => {
  const text = "Dear **Anna Schmidt**, `anna@example.com` or [Anna Schmidt](https://example.com/?q=Anna+Schmidt)\n\n```python\nto = 'anna@example.com'\n```\n";
  const { container } = render(<Markdown text={text} streaming={false} restored={pairs} />);
  await act(async () => undefined);
  expect(marks(container)).toEqual([
    ["Anna Schmidt", "PersonQ7K2"],
    ["anna@example.com", "ada@q7k2.invalid"],
    ["Anna Schmidt", "PersonQ7K2"],
    ["anna@example.com", "ada@q7k2.invalid"],
  ]);
  expect(container.querySelector("a")?.getAttribute("href")).toBe("https://example.com/?q=Anna+Schmidt");
  expect(container.textContent).toContain("to = 'anna@example.com'");
});

test("they are marked while the answer streams in, as soon as they are whole", () => {
  const text = "It was Anna Schmidt who wrote";
  const { container, rerender } = render(<Markdown text="" streaming restored={[]} />);
  for (let end = 1; end <= text.length; end += 1) {
    rerender(<Markdown text={text.slice(0, end)} streaming restored={pairs} />);
    expect(marks(container)).toHaveLength(end >= "It was Anna Schmidt".length ? 1 : 0);
  }
  expect(container.textContent).toBe(text);
});

test("a value that looks like HTML stays text", () => {
  const { container } = render(<Markdown text={"Say <b>x</b> now"} streaming={false} restored={pairs} />);
  expect(container.querySelector("b")).toBeNull();
  expect(container.textContent).toContain("Say <b>x</b> now");
});

test("without pairs nothing is looked for", () => {
  const { container } = render(<Markdown text="Anna Schmidt" streaming={false} restored={[]} />);
  expect(marks(container)).toEqual([]);
});
