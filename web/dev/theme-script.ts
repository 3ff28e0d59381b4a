import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const source = fileURLToPath(new URL("./theme.js", import.meta.url));

/**
 * Puts the tiny script that sets theme, language and direction before the first paint into the page:
 * a blocking file of its own with a hashed name, because the content policy refuses inline scripts.
 */
export function themeScript(): Plugin {
  let building = false;
  return {
    name: "inhouse:theme-script",
    configResolved(config) {
      building = config.command === "build";
    },
    configureServer(server) {
      server.middlewares.use("/theme.js", (_request, response) => {
        response.setHeader("Content-Type", "text/javascript");
        response.end(readFileSync(source, "utf8"));
      });
    },
    buildStart() {
      if (building) this.emitFile({ type: "asset", name: "theme.js", source: readFileSync(source, "utf8") });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const asset = Object.values(context.bundle ?? {}).find(
          (output) => output.type === "asset" && output.names.includes("theme.js"),
        );
        const address = building && asset ? `/${asset.fileName}` : "/theme.js";
        return [{ tag: "script", attrs: { src: address }, injectTo: "head-prepend" }];
      },
    },
  };
}
