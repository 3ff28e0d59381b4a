import { useEffect, useState } from "react";
import type { PluginConfig } from "streamdown";

let loaded: PluginConfig | null = null;
let loading: Promise<void> | null = null;
const none: PluginConfig = {};

/** The plugins of an answer: none, until a formula asks for KaTeX and it has come. */
export function useMath(wanted: boolean): PluginConfig {
  const [plugins, setPlugins] = useState(loaded ?? none);
  useEffect(() => {
    if (!wanted || plugins !== none) return;
    loading ??= import("./math").then(({ math }) => {
      loaded = { math };
    });
    // Without it the formula's source stays readable.
    void loading.then(() => loaded && setPlugins(loaded)).catch(() => (loading = null));
  }, [wanted, plugins]);
  return wanted ? plugins : none;
}
