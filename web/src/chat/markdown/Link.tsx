import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

function parse(address: string | undefined): URL | null {
  if (!address || !/^(?:https?|mailto):/i.test(address)) return null;
  return URL.parse ? URL.parse(address) : tryParse(address);
}

function tryParse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Text that itself looks like an address of another place than it leads to. */
function misleads(text: string, host: string): boolean {
  if (text.trim().toLowerCase() === host.toLowerCase()) return false;
  const named = /^\s*(?:https?:\/\/)?(?:www\.)?([\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+)/iu.exec(text)?.[1];
  return named !== undefined && named.toLowerCase() !== host.replace(/^www\./, "").replace(/:\d+$/, "");
}

/**
 * A link that a model wrote: opens in a new tab, tells its target nothing about us, and says where it leads. Addresses
 * of this page itself are only text.
 */
export function Link({ href, text, children }: { href: string | undefined; text: string; children: ReactNode }) {
  const { t } = useTranslation("chat");
  const url = parse(href);
  if (!url) return <span>{children}</span>;
  const host = url.protocol === "mailto:" ? url.pathname : url.host;
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow" data-host={host} className="link">
      {children}
      {misleads(text, host) && <span className="link-host">{` (${host})`}</span>}
      <span className="sr-only">{` ${t("markdown.newTab")}`}</span>
    </a>
  );
}

/** The place of an image. It is never fetched: its address could carry away what was said. */
export function Image({ src, alt }: { src: string | undefined; alt: string | undefined }) {
  const { t } = useTranslation("chat");
  const host = parse(src)?.host;
  return (
    <span role="note" className="remote-image">
      <span className="font-medium">{host ? t("markdown.image", { host }) : t("markdown.imageUnknown")}</span>
      {alt && <bdi className="block">{alt}</bdi>}
    </span>
  );
}
