import { send } from "./call";

/** Opens the numbered event stream of a run; the caller reads `response.body`. Throws ApiError when refused. */
export function openStream(path: string, options: { signal: AbortSignal; lastEventId?: number }): Promise<Response> {
  const headers = new Headers({ Accept: "text/event-stream" });
  if (options.lastEventId !== undefined) headers.set("Last-Event-ID", String(options.lastEventId));
  return send("GET", path, headers, { signal: options.signal });
}
