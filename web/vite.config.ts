/// <reference types="vitest/config" />
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { firstScreenChunk } from "./dev/first-screen.ts";
import { themeScript } from "./dev/theme-script.ts";
import { mockApi } from "./dev/mock/plugin.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss(), themeScript(), ...(mode === "mock" ? [mockApi()] : [])],
  resolve: {
    alias: {
      // rehype-katex otherwise parses HTML through the DOM, which trips style-src-attr.
      "hast-util-from-html-isomorphic": here("./src/html-by-parser.ts"),
      "rehype-raw": here("./src/no-raw-html.ts"),
      "~": here("./src"),
    },
  },
  worker: { format: "es" },
  build: {
    outDir: here("../src/inhouse/static"),
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // Inlined assets would be data: URLs, which script-src and font-src refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: firstScreenChunk(here("./")), includeDependenciesRecursively: false, debugName: "first screen" }] },
      },
    },
  },
  server: {
    port: 5173,
    proxy: mode === "mock" ? {} : { "/api": "http://127.0.0.1:8800", "/v1": "http://127.0.0.1:8800" },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/test-setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // A busy machine has time; a blow-up would take minutes.
    testTimeout: 60_000,
  },
}));
