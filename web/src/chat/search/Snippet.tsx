// The edges and the rule of a table; two of them side by side are an "or" of a program.
const edges = /(?<!\|)\s*\|(?!\|)(?:\s|\|(?!\|)|:?-{2,}:?)*/g;
// The stars around bold words, not those between two numbers.
const stars = /(?<![\w*])\*\*(?=\S|$)|(?<=\S|^)\*\*(?![\w*])/g;

/** Words as they are read, without the marks of Markdown that would stand between them. */
function plain(text: string): string {
  return text.replace(edges, " · ").replace(stars, "");
}

/** A piece of text with its hits marked. Ranges count code points, as the server does. */
export function Snippet({ text, ranges }: { text: string; ranges: readonly (readonly [number, number])[] }) {
  const points = Array.from(text);
  const parts: { key: number; text: string; hit: boolean }[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at || end > points.length) continue;
    if (start > at) parts.push({ key: at, text: points.slice(at, start).join(""), hit: false });
    parts.push({ key: start, text: points.slice(start, end).join(""), hit: true });
    at = end;
  }
  if (at < points.length) parts.push({ key: at, text: points.slice(at).join(""), hit: false });
  return parts.map((part) =>
    part.hit ? (
      <mark key={part.key} className="rounded-sm bg-primary/20 text-foreground">
        {part.text}
      </mark>
    ) : (
      <span key={part.key}>{plain(part.text)}</span>
    ),
  );
}
