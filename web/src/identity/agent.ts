const browsers: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/(?:Chrome|Chromium|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** Browser and system as a person would name them, or null where the text says neither. */
export function deviceOf(userAgent: string): { name: string; handheld: boolean } | null {
  const name = [browsers, systems].map((table) => table.find(([pattern]) => pattern.test(userAgent))?.[1]).filter(Boolean).join(" · ");
  return name ? { name, handheld: /iPhone|iPad|Android|Mobile/.test(userAgent) } : null;
}
