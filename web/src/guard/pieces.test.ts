import { expect, test } from "vitest";
import { carry, cut, finder, found, inUnits } from "./pieces";

test("code points become UTF-16 units, also behind characters of two units", () => {
  const text = "😀 Anna, 𝒜 IBAN";
  const span = { start: 2, end: 6, value: "a" };
  expect(inUnits(text, [span, { start: 10, end: 99, value: "b" }]).map(({ start, end }) => text.slice(start, end))).toEqual(["Anna", "IBAN"]);
  expect(inUnits("Anna", [{ start: 0, end: 4, value: 1 }])).toEqual([{ start: 0, end: 4, value: 1 }]);
});

test("a text is cut at its spans and nothing is lost", () => {
  const text = "one two three";
  const pieces = cut(text, [
    { start: 4, end: 7, value: "b" },
    { start: 0, end: 3, value: "a" },
    { start: 5, end: 9, value: "overlaps" },
  ]);
  expect(pieces.map(({ text: piece, value }) => [piece, value])).toEqual([["one", "a"], [" ", null], ["two", "b"], [" three", null]]);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
});

test("after an edit the spans behind it have moved and the one that it touched is gone", () => {
  const spans = [
    { start: 0, end: 4, value: "Anna" },
    { start: 9, end: 13, value: "Bert" },
  ];
  expect(carry("Anna and Bert", "Anna and old Bert", spans)).toEqual([spans[0], { start: 13, end: 17, value: "Bert" }]);
  expect(carry("Anna and Bert", "Anna and Berta", spans)).toEqual(spans);
  expect(carry("Anna and Bert", "Anne and Bert", spans).map((span) => span.value)).toEqual(["Bert"]);
});

test("whole words are found, the longest first, over line ends and before a genitive s", () => {
  const text = "Anna Schmidt met Schmidts son; Schmidtchen, Anna\nSchmidt";
  const words = found(text, finder(["Schmidt", "Anna Schmidt"]), (word) => word);
  expect(words.map(({ value }) => value)).toEqual(["Anna Schmidt", "Schmidt", "Anna Schmidt"]);
  expect(finder([" "])).toBeNull();
  expect(found("a.b", finder(["a.b", "axb"]), (word) => word)).toHaveLength(1);
});
