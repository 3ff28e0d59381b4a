// Measures what a browser must fetch to show the first chat screen, and fails when it is too much.
//
// Counted, gzipped: index.html, the theme script, and the files of the entry, the shell, the chat screen and one language,
// with everything they import statically. Fonts are not counted: text is readable without them.
import { existsSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limit = 320 * 1000;
const root = new URL("../../src/inhouse/static/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", root), "utf8"));
const screens = ["src/app/Shell.tsx", "src/app/Overlays.tsx", "src/chat/ChatPage.tsx", "src/i18n/en/app.json", "src/i18n/en/chat.json"];

const files = new Set(["index.html"]);
const seen = new Set();

function collect(name) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`The build has no ${name}: the list in size.mjs is out of date.`);
  if (seen.has(name)) return;
  seen.add(name);
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) collect(imported);
}

const page = readFileSync(new URL("index.html", root), "utf8");
const byFile = new Map(Object.entries(manifest).map(([name, chunk]) => [chunk.file, name]));
for (const [, file] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)) {
  files.add(file);
  const name = byFile.get(file);
  if (name) collect(name);
}
for (const screen of screens) collect(screen);
const home = new Set(files);
collect("src/chat/markdown/Markdown.tsx");

function weight(file) {
  const packed = new URL(`${file}.gz`, root);
  return existsSync(packed) ? statSync(packed).size : gzipSync(readFileSync(new URL(file, root))).length;
}

const rows = [...home].map((file) => ({ file, bytes: weight(file) })).toSorted((one, other) => other.bytes - one.bytes);
const total = rows.reduce((sum, row) => sum + row.bytes, 0);
for (const { file, bytes } of rows) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  first load, ${rows.length} files, gzip (limit ${limit / 1000} kB)`);
const later = [...files].filter((file) => !home.has(file)).reduce((sum, file) => sum + weight(file), 0);
console.log(`${(later / 1000).toFixed(1).padStart(8)} kB  more when idle, to draw the first answer's Markdown`);
if (total > limit) {
  console.error("The first load is too heavy.");
  process.exitCode = 1;
}
