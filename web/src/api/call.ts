import { ApiError, errorOf } from "./error";
import { noteAnswer, noteAway } from "./reachable";

export { ApiError } from "./error";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface CallOptions {
  body?: unknown;
  query?: Query;
  signal?: AbortSignal;
  headers?: Readonly<Record<string, string>>;
}

/** Browsers carry at most 64 KiB of such requests at a time, all together. */
const outlivesPage = 4_000;

let csrf: string | null = null;
let signedOut: () => void = () => undefined;

/** Keeps the token that the server wants with every unsafe request of this session. */
export function keepCsrf(token: string | null): void {
  csrf = token;
}

/** The token, for requests that do not go through `call`. */
export function csrfToken(): string | null {
  return csrf;
}

/** Says what happens when the server no longer knows this session. */
export function whenSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** Builds an address below the server's root, leaving out empty query values. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) search.set(name, String(value));
  }
  const tail = search.toString();
  return tail ? `${path}?${tail}` : path;
}

/** Sends one request; answers with the response or throws an ApiError. An abort passes through as it is. */
export async function send(method: Method, path: string, headers: Headers, options: CallOptions): Promise<Response> {
  if (method !== "GET" && csrf) headers.set("X-CSRF-Token", csrf);
  const body = options.body === undefined ? "" : JSON.stringify(options.body);
  // What a person has just seen take effect also does when they leave the page that moment.
  const init: RequestInit = { method, headers, credentials: "same-origin", keepalive: method !== "GET" && body.length <= outlivesPage };
  if (body) {
    headers.set("Content-Type", "application/json");
    init.body = body;
  }
  if (options.signal) init.signal = options.signal;
  const response = await fetch(address(path, options.query), init).catch((reason: unknown) => {
    if (options.signal?.aborted) throw reason;
    noteAway();
    throw new ApiError({ status: 0, code: "offline", message: "" });
  });
  if (response.ok) {
    noteAnswer();
    return response;
  }
  const error = await errorOf(response);
  if (error.away && error.code !== "model_unavailable") noteAway();
  else noteAnswer();
  if (error.status === 401 && error.code === "sign_in_needed") signedOut();
  throw error;
}

/** One JSON request of our own API. Throws ApiError for every answer that is not a success. */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, new Headers({ ...options.headers, Accept: "application/json" }), options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}
