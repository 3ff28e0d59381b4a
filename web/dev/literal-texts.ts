import { parseSync } from "vite";

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

// Attributes whose values people see or hear.
const spoken = new Set(["aria-label", "aria-description", "aria-valuetext", "placeholder", "title", "alt", "label", "hint", "description"]);
const letters = /\p{L}{2,}/u;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function textOf(node: Node): string | null {
  if (node.type === "JSXText") return String(node["value"]);
  if (node.type !== "JSXAttribute") return null;
  const name = (node["name"] as Node)["name"];
  const value = node["value"];
  if (!spoken.has(String(name)) || !isNode(value) || value.type !== "Literal") return null;
  return String(value["value"]);
}

/** Texts that stand in JSX instead of in the translations, as "file: text". Test code only. */
export function literalTexts(source: string, file: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const part of value) visit(part);
      return;
    }
    if (!isNode(value)) return;
    const text = textOf(value);
    if (text !== null && letters.test(text)) found.push(`${file}: ${text.trim()}`);
    for (const field of Object.values(value)) visit(field);
  };
  visit(parseSync(file, source).program);
  return found;
}
