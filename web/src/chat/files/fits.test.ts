import { expect, test } from "vitest";
import type { ChatFile, Portion } from "~/api/types";
import { fitting } from "./fits";
import { isBlank, standing, textSize, type Held } from "./held";

function held(key: string, sizes: number[], more: Partial<Held> = {}): Held {
  const portions = sizes.map((size, index): Portion => ({ unit: "page", number: index + 1, label: "", first: 0, last: 0, piece: 1, size }));
  const text = sizes.reduce((sum, size) => sum + size, 0);
  const file: ChatFile = { id: key, name: `${key}.pdf`, state: "ready", size: 9, kind: "pdf", created_at: "", error: null, progress: null, of: sizes.length, text_size: text, portions, cut: false, picture: null };
  return { key, name: file.name, size: 9, phase: "ready", share: null, file, error: null, portions: null, ...more };
}

test("what fits is counted as the server does: small files first, parts from the first on", () => {
  const files = [held("large", [50, 50, 50]), held("small", [40])];
  expect(fitting(files, 1_000)).toEqual(new Map());
  expect(fitting(files, 100)).toEqual(new Map([["large", { took: 1, of: 3 }]]));
  expect(fitting(files, 30)).toEqual(new Map([["large", { took: 0, of: 3 }], ["small", { took: 0, of: 1 }]]));
});

test("only chosen parts count", () => {
  const one = held("a", [10, 20, 30], { portions: [2] });
  expect(textSize(one)).toBe(30);
  expect(fitting([one], 29)).toEqual(new Map([["a", { took: 0, of: 1 }]]));
  expect(fitting([one], 30)).toEqual(new Map());
});

test("sending waits for files that are on their way or hold nothing", () => {
  expect(standing([])).toBe("none");
  expect(standing([held("a", [1])])).toBe("ready");
  expect(standing([held("a", [1]), held("b", [1], { phase: "reading" })])).toBe("waiting");
  expect(isBlank(held("scan", []))).toBe(true);
  expect(standing([held("scan", [])])).toBe("waiting");
});
