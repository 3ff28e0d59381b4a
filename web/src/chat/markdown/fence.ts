export interface Fence {
  info: string;
  code: string;
  closed: boolean;
}

const opening = /^ {0,3}(`{3,}|~{3,})([^\n]*)(?:\n|$)/;

/** Reads a block that is one fenced code block and nothing else (CommonMark 0.31, section 4.5); null for anything else. */
export function readFence(block: string): Fence | null {
  const head = opening.exec(block);
  const fence = head?.[1];
  if (!head || !fence) return null;
  const info = head[2] ?? "";
  if (fence.startsWith("`") && info.includes("`")) return null;
  if (block.startsWith(" ")) return null;
  const rest = block.slice(head[0].length);
  const closing = new RegExp(`(?:^|\\n) {0,3}${fence[0]}{${fence.length},}[ \\t]*(?=\\n|$)`).exec(rest);
  if (!closing) return { info: info.trim(), code: withoutHalfFence(rest, fence), closed: false };
  // Something follows the end: more than one block, the parser's work.
  if (rest.slice(closing.index + closing[0].length).trim() !== "") return null;
  return { info: info.trim(), code: rest.slice(0, closing.index), closed: true };
}

/** A closing fence arrives mark by mark; until it is whole it must not flash up as code. */
function withoutHalfFence(code: string, fence: string): string {
  const line = code.slice(code.lastIndexOf("\n") + 1);
  const half = line.length > 0 && line.length < fence.length && line === fence.slice(0, line.length);
  return half ? code.slice(0, code.length - line.length).replace(/\n$/, "") : code.replace(/\n$/, "");
}
