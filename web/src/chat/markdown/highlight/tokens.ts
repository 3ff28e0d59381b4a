import type { LanguageId } from "./languages";

/** What a piece of code is. The class name in the page is `code-` and this name; 0 is ordinary text. */
export const kinds = ["text", "constant", "string", "comment", "keyword", "parameter", "function", "string-expression", "punctuation", "link", "inserted", "deleted", "changed"] as const;

/** So many UTF-16 units of the line, and the index of their kind. */
export type Token = readonly [length: number, kind: number];

/** More finished lines of a block; `from` is the index of the first. */
export interface Ask {
  block: number;
  language: LanguageId;
  from: number;
  lines: readonly string[];
  /** Nothing more will come for this block. */
  last: boolean;
}

export interface Told {
  block: number;
  from: number;
  lines: readonly (readonly Token[])[];
}

/** Beyond these a block stays plain: a grammar's cost per line is not bounded by its length. */
export const mostCharacters = 50_000;
export const longestLine = 2_000;

export function highlightable(code: string): boolean {
  if (code.length > mostCharacters) return false;
  let start = 0;
  for (;;) {
    const end = code.indexOf("\n", start);
    if ((end === -1 ? code.length : end) - start > longestLine) return false;
    if (end === -1) return true;
    start = end + 1;
  }
}
