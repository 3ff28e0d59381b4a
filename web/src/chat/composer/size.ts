/** The most that one message may weigh, in bytes of UTF-8; the server's own limit. */
export const mostBytes = 1_048_576;
const worthSaying = 0.5;
const widestCharacter = 3;

/** Bytes of a text in UTF-8; an upper bound, without looking, while that is far from the limit. */
export function weigh(text: string): number {
  if (text.length * widestCharacter < mostBytes * worthSaying) return text.length * widestCharacter;
  return new TextEncoder().encode(text).length;
}

export function worthShowing(bytes: number): boolean {
  return bytes > mostBytes * worthSaying;
}
