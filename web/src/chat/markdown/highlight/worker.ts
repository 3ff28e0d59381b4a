import type { Ask } from "./tokens";
import { Tokenizer } from "./tokenize";

/** Tokenizes away from the page's thread, one ask after the other: a block's lines depend on those before. */
const tokenizer = new Tokenizer();
let busy: Promise<void> = Promise.resolve();

addEventListener("message", (message: MessageEvent<Ask>) => {
  busy = busy.then(async () => {
    // A grammar that cannot be loaded leaves its block plain.
    const told = await tokenizer.take(message.data).catch(() => null);
    if (told) postMessage(told);
  });
});
