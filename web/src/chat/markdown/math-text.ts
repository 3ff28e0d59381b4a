const fenceLine = /^ {0,3}(`{3,}|~{3,})/;
const mostMarks = 2_000;
const mathMark = /\\\(|\\\[|\$/;

/** Whether there may be a formula: then the renderer for them is worth loading. */
export function mayHoldMath(text: string): boolean {
  return text.includes("$$") || text.includes("```math");
}

/**
 * Rewrites the ways in which models write formulas, `\(..\)`, `\[..\]` and `$..$`, to the one that the renderer reads:
 * `$$..$$`, on lines of their own for displayed ones. Code stays as it is, and so does money: `$5` is no formula.
 */
export function unifyMath(text: string): string {
  if (!mathMark.test(text) || text.split(/\\[([]|\$/, mostMarks).length === mostMarks) return text;
  const out: string[] = [];
  let plain: string[] = [];
  let fence: string | null = null;
  const settle = () => {
    if (plain.length > 0) out.push(outsideCode(plain.join("\n")));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const mark: string | undefined = fenceLine.exec(line)?.[1];
    if (fence === null && mark) {
      settle();
      fence = mark;
      out.push(line);
    } else if (fence !== null) {
      out.push(line);
      if (mark && mark[0] === fence[0] && mark.length >= fence.length) fence = null;
    } else plain.push(line);
  }
  settle();
  return out.join("\n");
}

const longestSpan = 1_000;
const span = new RegExp(`(\`+)(?:(?!\\1)[\\s\\S]){0,${longestSpan}}?\\1(?!\`)`, "g");

function outsideCode(text: string): string {
  let out = "";
  let start = 0;
  for (const match of text.matchAll(span)) {
    out += formulas(text.slice(start, match.index)) + match[0];
    start = match.index + match[0].length;
  }
  return out + formulas(text.slice(start));
}

const longestFormula = 2_000;
const displayed = new RegExp(`(^|[^\\\\])\\\\\\[([\\s\\S]{1,${longestFormula}}?)\\\\\\]`, "g");
const inline = new RegExp(`(^|[^\\\\])\\\\\\((.{1,${longestFormula}}?)\\\\\\)`, "g");
/** One dollar opens a formula only when what is between looks like one: a letter or command, never a price. */
const dollars = /(^|[\s([{"'>-])\$(?![\s\d$])([^$\n]{1,300}?)(?<![\s\\])\$(?![\d$])/g;
const looksLikeMath = /[\\^_={}]|^[A-Za-z]$|^[A-Za-z]\(/;

function formulas(text: string): string {
  return text
    .replace(displayed, (_all, before: string, formula: string) => `${before}\n\n$$\n${formula.trim().replace(/\n\s*\n/g, "\n")}\n$$\n\n`)
    .replace(inline, (_all, before: string, formula: string) => `${before}$$${formula.trim()}$$`)
    .replace(dollars, (all, before: string, formula: string) => (looksLikeMath.test(formula) ? `${before}$$${formula}$$` : all));
}
