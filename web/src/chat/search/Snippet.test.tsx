import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import { Snippet } from "./Snippet";

function marked(text: string, ranges: [number, number][]): { text: string; marks: string[] } {
  const { container } = render(<Snippet text={text} ranges={ranges} />);
  return { text: container.textContent, marks: [...container.querySelectorAll("mark")].map((mark) => mark.textContent) };
}

test("hits are marked and nothing is lost", () => {
  expect(marked("one two one", [[0, 3], [8, 11]])).toEqual({ text: "one two one", marks: ["one", "one"] });
});

test("ranges count characters as people do, also behind an emoji", () => {
  expect(marked("😀 hit", [[2, 5]]).marks).toEqual(["hit"]);
});

test("the marks of a table and of bold words are not shown", () => {
  expect(marked("long. | Way | **Items** |\n|-----|----:|\n| one | -5 |", [[8, 11]])).toEqual({ text: "long. · Way · Items · one · -5 · ", marks: ["Way"] });
});

test("stars beside a hit are not shown either", () => {
  expect(marked("one **hit** two **three**", [[6, 9]]).text).toBe("one hit two three");
});

test("signs of a program stay", () => {
  expect(marked("if (a || 2**3) hit", [[15, 18]]).text).toBe("if (a || 2**3) hit");
});

test("ranges that overlap or reach too far are left out", () => {
  expect(marked("abcdef", [[0, 3], [2, 4], [5, 99]])).toEqual({ text: "abcdef", marks: ["abc"] });
});
