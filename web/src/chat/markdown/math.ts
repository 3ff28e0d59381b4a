import "katex/dist/katex.min.css";
import { createMathPlugin, type MathPlugin } from "@streamdown/math";

const plugin = createMathPlugin();
const render: unknown = Array.isArray(plugin.rehypePlugin) ? plugin.rehypePlugin[0] : plugin.rehypePlugin;
const limits = { trust: false, strict: false, maxSize: 20, maxExpand: 300, errorColor: "var(--color-muted-foreground)" };

/** Formulas by KaTeX, with limits: no links or files (`trust`), no boxes larger than the page, no endless macros. */
export const math: MathPlugin = {
  ...plugin,
  rehypePlugin: [render, limits] as MathPlugin["rehypePlugin"],
};
