import { expect, test } from "vitest";
import { mayHoldMath, unifyMath } from "./math-text";

test("inline formulas get the marks that the renderer reads", () => {
  expect(unifyMath("so \\(a_1 * b_1\\) is")).toBe("so $$a_1 * b_1$$ is");
  expect(unifyMath("with $x^2 + y^2$ too")).toBe("with $$x^2 + y^2$$ too");
  expect(unifyMath("let $n$ be")).toBe("let $$n$$ be");
});

test("displayed formulas stand on lines of their own", () => {
  expect(unifyMath("Then \\[ E = mc^2 \\] holds")).toBe("Then \n\n$$\nE = mc^2\n$$\n\n holds");
  expect(unifyMath("\\[\na\n\nb\n\\]")).toBe("\n\n$$\na\nb\n$$\n\n");
});

test("money stays money", () => {
  for (const text of ["It costs $5.", "between $5 and $10", "$20/month or $200/year", "US$ 5 and US$ 6", "a $5_000 and $6_000 deal", "from $1,000 to $2,000 = cheap"]) {
    expect(unifyMath(text)).toBe(text);
  }
});

test("code keeps its characters", () => {
  for (const text of ["`\\(x\\)` and `$a_b$`", "```sh\necho \\[ $HOME_x \\] $y_z$\n```", "~~~\n\\(a\\)\n```\n\\(b\\)\n~~~"]) {
    expect(unifyMath(text)).toBe(text);
  }
});

test("an unfinished formula waits for its end", () => {
  expect(unifyMath("so \\(a")).toBe("so \\(a");
  expect(unifyMath("\\[ a")).toBe("\\[ a");
});

test("text full of marks is left alone, quickly", () => {
  const started = performance.now();
  for (const mark of ["\\[", "\\(", "$a", "`"]) expect(unifyMath(mark.repeat(50_000))).toBe(mark.repeat(50_000));
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("the renderer is wanted only where there may be a formula", () => {
  expect(mayHoldMath("It costs $5 or $6")).toBe(false);
  expect(mayHoldMath(unifyMath("\\(x\\)"))).toBe(true);
});
