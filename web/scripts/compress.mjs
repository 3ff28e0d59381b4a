// Writes a .br and a .gz next to every compressible file of the build, so that the server never compresses.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = new URL("../../src/inhouse/static/", import.meta.url);
const compressible = /\.(?:js|css|html|svg|json|txt|wasm|webmanifest)$/;
// Below this size the headers cost more than the compression saves.
const smallest = 512;

const squeeze = { br: promisify(brotliCompress), gz: promisify(gzip) };
const options = {
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } },
  gz: { level: 9 },
};

const names = await readdir(root, { recursive: true });
let files = 0;
for (const name of names.filter((candidate) => compressible.test(candidate))) {
  const address = new URL(name, root);
  const bytes = await readFile(address);
  if (bytes.length < smallest) continue;
  files += 1;
  await Promise.all(
    ["br", "gz"].map(async (kind) => {
      await writeFile(`${fileURLToPath(address)}.${kind}`, await squeeze[kind](bytes, options[kind]));
    }),
  );
}
console.log(`compressed ${files} files`);
