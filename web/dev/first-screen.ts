interface Modules {
  getModuleInfo: (id: string) => { importedIds?: readonly string[] } | null;
}

// What the first chat screen is made of; everything behind other dynamic imports stays apart.
const roots = ["src/main.tsx", "src/app/Shell.tsx", "src/app/Overlays.tsx", "src/chat/ChatPage.tsx"];

/**
 * Names the chunk of a module of the first screen: `vendor` for packages, `app` for our own code; null for all others.
 * Left alone, the bundler cuts the first screen into 65 files, and browsers fetch six at a time over HTTP/1.1.
 */
export function firstScreenChunk(folder: string): (id: string, modules: Modules) => string | null {
  let first: Set<string> | null = null;
  const collect = (modules: Modules): Set<string> => {
    const found = new Set<string>();
    const open = roots.map((root) => folder + root);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(...(modules.getModuleInfo(id)?.importedIds ?? []));
    }
    return found;
  };
  return (id, modules) => {
    first ??= collect(modules);
    if (!first.has(id)) return null;
    return id.includes("node_modules") ? "vendor" : "app";
  };
}
