import type { ReactNode } from "react";

/** Characters that turn the reading direction without being seen (Unicode 16, UAX #9, section 2). */
const controls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const each = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/;

export function hidesDirection(text: string): boolean {
  return controls.test(text);
}

/** Text in which such characters are written out, so that code reads as it runs ("trojan source", CVE-2021-42574). */
export function shown(text: string): ReactNode {
  if (!controls.test(text)) return text;
  return text.split(each).map((part, index) =>
    controls.test(part) ? (
      <span key={index} className="code-hidden">
        {`U+${part.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`}
      </span>
    ) : (
      part
    ),
  );
}
