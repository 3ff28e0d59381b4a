import type { ComponentProps, CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useIsCodeFenceIncomplete, type Components, type ExtraProps } from "streamdown";
import { classes } from "~/ui/classes";
import { CodeBlock } from "./CodeBlock";
import { Image, Link } from "./Link";
import { Table } from "./Table";

type Element = NonNullable<ExtraProps["node"]>;

function textOf(node: Element | Element["children"][number] | undefined): string {
  if (!node) return "";
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map(textOf).join("") : "";
}

/** Fenced or indented code inside other blocks; what stands alone is drawn without the parser. */
function Pre({ node }: { children?: ReactNode } & ExtraProps) {
  const incomplete = useIsCodeFenceIncomplete();
  const code = node?.children.find((child): child is Element => child.type === "element" && child.tagName === "code");
  const names = code?.properties["className"];
  const language = Array.isArray(names) ? names.map(String).find((name) => name.startsWith("language-")) : undefined;
  return <CodeBlock code={textOf(code).replace(/\n$/, "")} info={language?.slice("language-".length) ?? ""} complete={!incomplete} />;
}

function Anchor({ href, node, children }: ComponentProps<"a"> & ExtraProps) {
  return (
    <Link href={href} text={textOf(node)}>
      {children}
    </Link>
  );
}

function Picture({ src, alt }: ComponentProps<"img"> & ExtraProps) {
  return <Image src={typeof src === "string" ? src : undefined} alt={alt} />;
}

function Grid({ children }: ComponentProps<"table"> & ExtraProps) {
  return <Table>{children}</Table>;
}

function Tick({ checked }: ComponentProps<"input"> & ExtraProps) {
  const { t } = useTranslation("chat");
  const done = checked === true;
  return <input type="checkbox" checked={done} readOnly disabled aria-label={t(done ? "markdown.done" : "markdown.open")} className="tick" />;
}

type Block = "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "blockquote" | "td" | "th" | "ul" | "ol";

interface BlockElement extends ExtraProps {
  children?: ReactNode;
  className?: string | undefined;
  style?: CSSProperties | undefined;
}

/** Each block finds its own direction from its first strong character. */
function auto(tag: Block, look?: string) {
  const Name = tag as "p";
  return function AutoDirection({ children, className, style, node }: BlockElement) {
    const start = node?.properties["start"];
    const own = typeof start === "number" ? { start } : {};
    const names = classes(className, look);
    return (
      <Name dir="auto" {...(names ? { className: names } : {})} {...(style ? { style } : {})} {...own}>
        {children}
      </Name>
    );
  };
}

/** How each element of an answer is drawn. One object for all, so that a block is drawn again only when it changes. */
export const elements: Components = {
  p: auto("p"),
  // The page's own headings are above: an answer's begin below them.
  h1: auto("h3", "head-1"),
  h2: auto("h4", "head-2"),
  h3: auto("h5", "head-3"),
  h4: auto("h6", "head-4"),
  h5: auto("h6", "head-4"),
  h6: auto("h6", "head-4"),
  li: auto("li"),
  blockquote: auto("blockquote"),
  td: auto("td"),
  th: auto("th"),
  ul: auto("ul"),
  ol: auto("ol"),
  thead: "thead",
  tbody: "tbody",
  tr: "tr",
  hr: "hr",
  strong: "strong",
  sub: "sub",
  sup: "sup",
  section: "section",
  code: "code",
  pre: Pre,
  a: Anchor,
  img: Picture,
  table: Grid,
  input: Tick,
};
