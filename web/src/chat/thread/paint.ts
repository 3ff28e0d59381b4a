const name = "find";
const mostRanges = 500;

/** Marks every place of `words` inside `root` without touching its elements (CSS Custom Highlight API). */
export function paint(root: HTMLElement | null, words: string): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete(name);
  const wanted = foldCase(words);
  if (!root || wanted === "") return;
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node && ranges.length < mostRanges; node = texts.nextNode()) {
    const text = foldCase(node.nodeValue ?? "");
    // Folding that changes lengths would mark the wrong letters.
    if (text.length !== node.nodeValue?.length) continue;
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  if (ranges.length > 0) CSS.highlights.set(name, new Highlight(...ranges));
}

export function foldCase(text: string): string {
  return text.toLocaleLowerCase();
}
