/** The languages that are highlighted: id of the grammar, label, and the other names that models write after a fence. */
const table = [
  ["bash", "Bash", "sh shell zsh shellscript console shell-session terminal"],
  ["c", "C", "h"],
  ["cpp", "C++", "c++ cc hpp cxx"],
  ["csharp", "C#", "cs c#"],
  ["css", "CSS", ""],
  ["diff", "Diff", "patch"],
  ["docker", "Dockerfile", "dockerfile"],
  ["go", "Go", "golang"],
  ["html", "HTML", "htm xhtml"],
  ["ini", "INI", "properties conf cfg"],
  ["java", "Java", ""],
  ["javascript", "JavaScript", "js mjs cjs node"],
  ["json", "JSON", "jsonc json5 geojson"],
  ["jsx", "JSX", ""],
  ["kotlin", "Kotlin", "kt kts"],
  ["lua", "Lua", ""],
  ["make", "Makefile", "makefile"],
  ["markdown", "Markdown", "md"],
  ["php", "PHP", ""],
  ["powershell", "PowerShell", "ps ps1 pwsh"],
  ["python", "Python", "py python3 pycon"],
  ["r", "R", ""],
  ["ruby", "Ruby", "rb"],
  ["rust", "Rust", "rs"],
  ["scss", "SCSS", "sass"],
  ["sql", "SQL", "postgresql postgres mysql sqlite plsql tsql"],
  ["swift", "Swift", ""],
  ["toml", "TOML", ""],
  ["tsx", "TSX", ""],
  ["typescript", "TypeScript", "ts mts cts"],
  ["xml", "XML", "svg xsl xsd rss"],
  ["yaml", "YAML", "yml"],
] as const;

export type LanguageId = (typeof table)[number][0];

export interface Language {
  id: LanguageId | null;
  /** What the block's head shows; empty when the fence names nothing. */
  label: string;
}

const byName = new Map<string, Language>();
for (const [id, label, others] of table) {
  for (const name of [id, ...others.split(" ")].filter(Boolean)) byName.set(name, { id, label });
}

const longestLabel = 24;

/** The language that the words after a fence name; an unknown one keeps its own name and is shown plain. */
export function languageOf(info: string): Language {
  const name = /^[^\s{,:]*/.exec(info.trim())?.[0] ?? "";
  return byName.get(name.toLowerCase()) ?? { id: null, label: /^[\w+#.-]*$/.test(name) ? name.slice(0, longestLabel) : "" };
}
