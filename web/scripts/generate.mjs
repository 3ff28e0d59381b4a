// Makes src/api/types.ts and src/events.ts from what the server says of itself.
//
//   node scripts/generate.mjs           writes them
//   node scripts/generate.mjs --check   writes nothing; exits 1 and names the files that would change
//
// Reads src/api/openapi.json and src/api/events.schema.json, which the server's code writes.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const folder = new URL("../src/", import.meta.url);
const check = process.argv.includes("--check");
const banner = "// Made by `make api` from the server's code. Changes belong there.\n";

// Names that would be unclear or taken in the browser. For the rest, the endings View and Out fall away.
const renamed = new Map(
  Object.entries({
    HitView: "SearchHit",
    Invited: "Invitation",
    LinkFacts: "Link",
    LinkView: "OneTimeLink",
    NewKey: "NewApiKey",
    PersonRow: "AdminPerson",
    Place: "Destination",
    DestinationOut: "ModelDestination",
    Promise: "PromiseLine",
    Receipt: "RemovalReceipt",
    TermsView: "ReceiptTerms",
    SessionRow: "PersonSession",
    Speaker: "Role",
    Stage: "VerificationStage",
    Sum: "DestinationSum",
    inhouse__admin__status__Status: "Status",
    inhouse__chat__chat__Counted: "TokenCount",
    inhouse__core__events__Counted: "KindCount",
    inhouse__chat__chat__Status: "MessageStatus",
  }),
);
const unwanted = new Set(["HTTPValidationError", "ValidationError"]);

function nameOf(name) {
  return renamed.get(name) ?? name.replace(/(?:View|Out)$/, "");
}

/** Copies a schema with references that the compiler follows, and without titles, which it would make type names of. */
function tidy(schema) {
  if (Array.isArray(schema)) return schema.map(tidy);
  if (typeof schema !== "object" || schema === null) return schema;
  const out = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "title" && typeof value === "string") continue;
    if (key === "$ref") out[key] = value.replace(/^#\/(?:components\/schemas|\$defs)\/(.+)$/, (_whole, name) => `#/definitions/${nameOf(name)}`);
    // The compiler knows tuples by their older spelling.
    else if (key === "prefixItems") out.items = tidy(value);
    else if (key !== "discriminator") out[key] = tidy(value);
  }
  if (out.type === "object" && out.properties && out.additionalProperties === undefined) out.additionalProperties = false;
  return out;
}

function definitionsOf(schemas) {
  const entries = Object.entries(schemas).filter(([name]) => !unwanted.has(name));
  const named = entries.map(([name, schema]) => [nameOf(name), tidy(schema)]).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (new Set(named.map(([name]) => name)).size !== named.length) throw new Error("Two schemas have one name: extend the list in generate.mjs.");
  return Object.fromEntries(named);
}

const options = { bannerComment: "", format: true, style: { printWidth: 120 }, unreachableDefinitions: true, additionalProperties: false };

async function types() {
  const { components } = JSON.parse(readFileSync(new URL("api/openapi.json", folder), "utf8"));
  const definitions = definitionsOf(components.schemas);
  // The compiler writes what a root refers to; the root itself is taken away again.
  const properties = Object.fromEntries(Object.keys(definitions).map((name) => [name, { $ref: `#/definitions/${name}` }]));
  const made = await compile({ definitions, type: "object", properties, additionalProperties: false }, "Everything", options);
  return banner + plain(made.replace(/^export interface Everything \{\n(?: .*\n)*\}\n/m, ""));
}

/** Without the compiler's notes on where a type came from. */
function plain(text) {
  const note = " \\* This interface was referenced by `\\w+`'s JSON-Schema\n(?: \\* via the `definition` \"\\w+\"\\.\n)?";
  return text.replaceAll(new RegExp(`/\\*\\*\n${note} \\*/\n`, "g"), "").replaceAll(new RegExp(` \\*\n${note}`, "g"), "");
}

async function events() {
  const { $defs, oneOf, anyOf } = JSON.parse(readFileSync(new URL("api/events.schema.json", folder), "utf8"));
  const definitions = definitionsOf($defs);
  // The type is what tells events apart, and it is always sent.
  for (const schema of Object.values(definitions)) if (schema.properties) schema.required = Object.keys(schema.properties);
  const made = await compile({ definitions, oneOf: tidy(oneOf ?? anyOf) }, "Event", options);
  return banner + plain(made);
}

let changed = 0;
for (const [name, make] of [["api/types.ts", types], ["events.ts", events]]) {
  const address = new URL(name, folder);
  const made = await make();
  if (readFileSync(address, "utf8") === made) continue;
  changed += 1;
  if (!check) writeFileSync(address, made);
  console.log(`web/src/${name} ${check ? "is not as the server says; make api writes it" : "written"}`);
}
if (check && changed > 0) process.exitCode = 1;
