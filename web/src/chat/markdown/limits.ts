/**
 * What is still read as Markdown. Beyond these the text is shown as it is: parsers cost more than the length says for
 * deep nesting and for many unfinished brackets, and nobody reads a page of 10,000 links.
 */
export const mostCharacters = 200_000;
const mostLines = 5_000;
const mostBlockCharacters = 30_000;
const deepest = 24;
const widestIndent = 120;

/** Per block; each of these makes the parser look again at what it has passed. */
const mostOf: readonly (readonly [mark: string, most: number])[] = [
  ["[", 600],
  ["*", 3_000],
  ["_", 3_000],
  ["~", 2_000],
  ["`", 3_000],
  ["<", 2_000],
  ["|", 4_000],
  ["$", 600],
  ["&", 3_000],
  ["\\", 4_000],
];

const nesting = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])(?=[ \t>*+-]|\d|$))+/gm;
const nest = />|[-*+]|\d{1,9}[.)]/g;
const indent = new RegExp(`^[ \\t]{${widestIndent},}(?:[>*+-]|\\d)`, "m");

/** Whether the whole text can be cut into blocks at all. */
export function readable(text: string): boolean {
  if (text.length > mostCharacters || count(text, "\n", mostLines) > mostLines || indent.test(text)) return false;
  for (const match of text.matchAll(nesting)) {
    const [markers] = match;
    if (markers.length <= deepest || (markers.match(nest)?.length ?? 0) <= deepest) continue;
    if (!isRule(markers, text.slice(match.index + markers.length, match.index + markers.length + 2))) return false;
  }
  return true;
}

/** A thematic break is made of the marks of a list, and nothing follows it. */
function isRule(markers: string, after: string): boolean {
  return /^[ \t]*(?:\n|$)/.test(after) && /^[ \t]*([-*])(?:[ \t]*\1)+[ \t]*$/.test(markers);
}

/** Whether one block is worth parsing. */
export function parsable(block: string): boolean {
  if (block.length > mostBlockCharacters) return false;
  return mostOf.every(([mark, most]) => block.length <= most || count(block, mark, most) <= most);
}

function count(text: string, mark: string, most: number): number {
  let found = 0;
  for (let at = text.indexOf(mark); at !== -1 && found <= most; at = text.indexOf(mark, at + 1)) found += 1;
  return found;
}

const pieceLength = 8_000;

/** Cuts plain text into pieces that stay the same when more text comes, so that only the last is drawn again. */
export function pieces(text: string): string[] {
  const cut: string[] = [];
  let start = 0;
  while (text.length - start > pieceLength) {
    const line = text.lastIndexOf("\n", start + pieceLength - 1) + 1;
    let end = line > start + pieceLength / 2 ? line : start + pieceLength;
    // Never between the halves of a surrogate pair.
    if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end -= 1;
    cut.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length || cut.length === 0) cut.push(text.slice(start));
  return cut;
}
