import { createContext, type ReactNode } from "react";
import type { Pair } from "~/guard/message";
import { cut, finder, found, type Span } from "~/guard/pieces";
import "./restored.css";

/** Finds the words of an answer that the model did not see. */
export interface Restorer {
  pairs: readonly Pair[];
  pattern: RegExp;
  saw: ReadonlyMap<string, string>;
}

export type Spans = readonly Span<string>[];

export const RestoredContext = createContext<Restorer | null>(null);
const none: Spans = [];

export function restorerOf(pairs: readonly Pair[] = []): Restorer | null {
  const pattern = finder(pairs.map(({ value }) => value));
  return pattern && { pairs, pattern, saw: new Map(pairs.map(({ value, stand_in }) => [value.trim().replace(/\s+/g, " "), stand_in])) };
}

/** Where such words are in a text; the value of a span is what the model saw there. */
export function restoredSpans(text: string, restorer: Restorer | null): Spans {
  return restorer ? found(text, restorer.pattern, (word) => restorer.saw.get(word) ?? "") : none;
}

/** A word that was put back. What the model saw is told by one tooltip for the whole answer. */
export function Restored({ saw, children }: { saw: string; children: ReactNode }) {
  return (
    <mark className="restored" data-saw={saw}>
      {children}
    </mark>
  );
}

interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}

/** A step of the Markdown drawer: puts a mark around words that were put back. It touches text only, never an attribute. */
export function rehypeRestored({ pairs }: { pairs: readonly Pair[] }) {
  const restorer = restorerOf(pairs);
  return (tree: Node) => {
    if (restorer) visit(tree, restorer);
  };
}

function visit(node: Node, restorer: Restorer): void {
  const { children } = node;
  if (!children || isFormula(node)) return;
  node.children = children.flatMap((child) => {
    if (child.type !== "text") {
      visit(child, restorer);
      return [child];
    }
    return marked(child, restorer);
  });
}

function marked(text: Node, restorer: Restorer): Node[] {
  const value = text.value ?? "";
  const spans = restoredSpans(value, restorer);
  if (spans.length === 0) return [text];
  return cut(value, spans).map(({ text: part, value: saw }): Node => {
    const piece: Node = { type: "text", value: part };
    return saw === null ? piece : { type: "element", tagName: "mark", properties: { className: ["restored"], dataSaw: saw }, children: [piece] };
  });
}

function isFormula(node: Node): boolean {
  const names = node.properties?.["className"];
  return Array.isArray(names) && names.some((name) => String(name).startsWith("katex") || String(name).startsWith("math"));
}
