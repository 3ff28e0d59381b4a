/** A piece of a text: UTF-16 units `start` to `end`, as the browser counts. */
export interface Span<Value> {
  start: number;
  end: number;
  value: Value;
}

export interface Piece<Value> {
  text: string;
  /** Null between the spans. */
  value: Value | null;
  /** Where it begins; tells pieces apart. */
  at: number;
}

const astral = /[\u{10000}-\u{10ffff}]/u;

/** Spans that count code points as spans that count UTF-16 units; what lies outside the text is cut off. */
export function inUnits<Value>(text: string, spans: readonly Span<Value>[]): Span<Value>[] {
  if (!astral.test(text)) return spans.map((span) => ({ ...span, end: Math.min(span.end, text.length) }));
  const wanted = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].toSorted((one, other) => one - other);
  const units = new Map<number, number>();
  let point = 0;
  let unit = 0;
  for (const next of wanted) {
    while (point < next && unit < text.length) {
      unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
      point += 1;
    }
    units.set(next, unit);
  }
  return spans.map((span) => ({ ...span, start: units.get(span.start) ?? 0, end: units.get(span.end) ?? 0 }));
}

/** Cuts a text at its spans. Of spans that overlap, the earlier holds. */
export function cut<Value>(text: string, spans: readonly Span<Value>[]): Piece<Value>[] {
  const pieces: Piece<Value>[] = [];
  let at = 0;
  for (const { start, end, value } of spans.toSorted((one, other) => one.start - other.start)) {
    if (start < at || end <= start || start >= text.length) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), value: null, at });
    pieces.push({ text: text.slice(start, end), value, at: start });
    at = Math.min(end, text.length);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), value: null, at });
  return pieces;
}

/** Where spans are after an edit: those that it touched are gone, those behind it have moved. */
export function carry<Value>(before: string, after: string, spans: readonly Span<Value>[]): Span<Value>[] {
  if (before === after) return [...spans];
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < most - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  const moved = after.length - before.length;
  const changed = before.length - tail;
  return spans.flatMap((span) => {
    if (span.end <= head) return [span];
    return span.start >= changed ? [{ ...span, start: span.start + moved, end: span.end + moved }] : [];
  });
}

const special = /[.*+?^${}()|[\]\\]/g;
export const mostWords = 2_000;

/** Finds whole words of a list in a text, the longest first; spaces in them match any space. Null for an empty list. */
export function finder(words: Iterable<string>): RegExp | null {
  const distinct = [...new Set(words)].filter((word) => word.trim() !== "").toSorted((one, other) => other.length - one.length);
  if (distinct.length === 0) return null;
  const either = distinct.slice(0, mostWords).map((word) => word.trim().replace(special, String.raw`\$&`).replace(/\s+/g, String.raw`\s+`));
  // A genitive s may follow: "Schmidts".
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${either.join("|")})(?=s?(?![\\p{L}\\p{N}_]))`, "gu");
}

/** The spans of all that a finder finds; `valueOf` is given what was found, with single spaces. */
export function found<Value>(text: string, pattern: RegExp | null, valueOf: (word: string) => Value): Span<Value>[] {
  if (!pattern) return [];
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, value: valueOf(match[0].replace(/\s+/g, " ")) }));
}
