import type { Account, AccountChangeBody, CredentialBody, DestinationClass, EntraBody, NewAccountBody, TermsBody, WireName } from "~/api/types";

export type Told = "unknown" | "no" | "yes";
export type Kept = "unknown" | "nothing" | "days" | "note";
/** `keep` leaves the key of an account as it is. */
export type Way = "keep" | "none" | "vault" | "entra";
export type Method = EntraBody["method"];

export const wires: readonly WireName[] = ["openai", "azure", "responses", "anthropic"];
export const farness: readonly DestinationClass[] = ["local", "private", "external"];
export const told: readonly Told[] = ["unknown", "no", "yes"];
export const keptKinds: readonly Kept[] = ["unknown", "nothing", "days", "note"];
export const methods: readonly Method[] = ["managed_identity", "workload_identity", "client_secret"];
export const addressExamples: Readonly<Record<WireName, string>> = {
  openai: "https://api.openai.com/v1",
  azure: "https://name.openai.azure.com",
  responses: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com",
};
export const versionExample = "2024-10-21";

/** An account as it stands in a form. */
export interface AccountDraft {
  name: string;
  endpoint: string;
  wire: WireName;
  version: string;
  far: DestinationClass;
  way: Way;
  /** Typed once; never comes back from the server. */
  secret: string;
  method: Method;
  tenant: string;
  client: string;
  atOnce: string;
  kept: Kept;
  days: string;
  note: string;
  training: Told;
  monitoring: Told;
  region: string;
  contract: string;
}

export const emptyAccount: AccountDraft = {
  name: "",
  endpoint: "",
  wire: "openai",
  version: "",
  far: "external",
  way: "vault",
  secret: "",
  method: "managed_identity",
  tenant: "",
  client: "",
  atOnce: "",
  kept: "unknown",
  days: "30",
  note: "",
  training: "unknown",
  monitoring: "unknown",
  region: "",
  contract: "",
};

export function accountDraft(account: Account): AccountDraft {
  const { terms, credential } = account;
  return {
    ...emptyAccount,
    name: account.name,
    endpoint: account.endpoint,
    wire: account.wire,
    version: account.api_version ?? "",
    far: account.destination.destination_class,
    way: "keep",
    method: credential.method ?? "managed_identity",
    tenant: credential.tenant ?? "",
    client: credential.client ?? "",
    atOnce: account.at_once?.toString() ?? "",
    kept: keptOf(terms.kept_days, terms.kept_note),
    days: terms.kept_days ? terms.kept_days.toString() : "30",
    note: terms.kept_note ?? "",
    training: terms.training,
    monitoring: terms.monitoring,
    region: terms.region ?? "",
    contract: terms.contract ?? "",
  };
}

function keptOf(days: number | null, note: string | null): Kept {
  if (note !== null) return "note";
  if (days === null) return "unknown";
  return days === 0 ? "nothing" : "days";
}

/** How far away an address is by the way it is written; null when that does not tell. */
export function farnessOf(endpoint: string): DestinationClass | null {
  const host = hostOf(endpoint);
  if (host === null) return null;
  if (host === "localhost" || host === "[::1]" || host.startsWith("127.")) return "local";
  if (/^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host) || /\.(?:internal|local|lan|home\.arpa)$/.test(host)) return "private";
  return /(?:^|\.)(?:openai\.com|azure\.com|anthropic\.com|mistral\.ai|groq\.com|openrouter\.ai|googleapis\.com)$/.test(host) ? "external" : null;
}

/** The host of an address; null if it is no address of a server, or holds more: a name, a password, a mark. */
export function hostOf(endpoint: string): string | null {
  const address = /^https?:\/\//.test(endpoint.trim()) ? URL.parse(endpoint.trim()) : null;
  const more = address && (address.username || address.password || address.hash || [...address.searchParams.keys()].some((name) => name !== "api-version"));
  return address && !more ? address.hostname : null;
}

export function newAccountOf(draft: AccountDraft): NewAccountBody {
  const body: NewAccountBody = {
    endpoint: draft.endpoint.trim(),
    wire: draft.wire,
    destination_class: draft.far,
    credential: credentialOf(draft) ?? { kind: "none" },
    terms: termsOf(draft),
  };
  if (draft.name.trim()) body.name = draft.name.trim();
  if (draft.wire === "azure" && draft.version.trim()) body.api_version = draft.version.trim();
  if (draft.atOnce) body.at_once = Number(draft.atOnce);
  return body;
}

export function accountChangeOf(before: AccountDraft, after: AccountDraft): AccountChangeBody {
  const body: AccountChangeBody = {};
  const credential = credentialOf(after);
  if (after.name.trim() !== before.name) body.name = after.name.trim();
  if (after.endpoint.trim() !== before.endpoint) body.endpoint = after.endpoint.trim();
  if (after.wire !== before.wire) body.wire = after.wire;
  if (after.version.trim() !== before.version && after.version.trim()) body.api_version = after.version.trim();
  if (after.far !== before.far) body.destination_class = after.far;
  if (after.atOnce !== before.atOnce && after.atOnce) body.at_once = Number(after.atOnce);
  if (credential) body.credential = credential;
  // Terms are declared anew, with today's date, only by somebody who changed them.
  if (JSON.stringify(termsOf(after)) !== JSON.stringify(termsOf(before))) body.terms = termsOf(after);
  return body;
}

function credentialOf({ way, secret, method, tenant, client }: AccountDraft): CredentialBody | null {
  if (way === "keep") return null;
  if (way === "none") return { kind: "none" };
  if (way === "vault") return { kind: "vault", secret };
  const entra: EntraBody = { method, tenant: tenant.trim() || null, client: client.trim() || null };
  return method === "client_secret" ? { kind: "entra", entra, secret } : { kind: "entra", entra };
}

export function termsOf(draft: AccountDraft): TermsBody {
  const said = { unknown: null, no: false, yes: true };
  return {
    kept_days: draft.kept === "nothing" ? 0 : draft.kept === "days" ? Number(draft.days) : null,
    kept_note: draft.kept === "note" ? draft.note.trim() || null : null,
    trained_on: said[draft.training],
    monitored: said[draft.monitoring],
    region: draft.region.trim() || null,
    contract: draft.contract.trim() || null,
  };
}
