import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, call, keepCsrf, whenSignedOut } from "./call";
import { useReachable } from "./reachable";

const server = vi.fn<typeof fetch>();

function answers(status: number, body: unknown, headers: Record<string, string> = {}): void {
  server.mockImplementation(() => Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status, headers })));
}

async function refusal(): Promise<ApiError> {
  const error: unknown = await call("GET", "/api/me").catch((reason: unknown) => reason);
  if (error instanceof ApiError) return error;
  throw new Error("The call was not refused.");
}

beforeEach(() => {
  vi.stubGlobal("fetch", server);
});

afterEach(() => {
  vi.unstubAllGlobals();
  keepCsrf(null);
  useReachable.setState({ away: false, since: 0 });
});

test("a changing request carries the token, a reading one does not", async () => {
  keepCsrf("secret");
  answers(200, {});
  await call("GET", "/api/me");
  await call("PATCH", "/api/me", { body: { name: "Mara" } });
  const headers = server.mock.calls.map(([, init]) => new Headers(init?.headers).get("X-CSRF-Token"));
  expect(headers).toEqual([null, "secret"]);
});

test("empty query values are left out of the address", async () => {
  answers(200, {});
  await call("GET", "/api/chats", { query: { cursor: null, limit: 50, archived: false } });
  expect(server.mock.lastCall?.[0]).toBe("/api/chats?limit=50&archived=false");
});

test("a refusal keeps its code, message, hint and details", async () => {
  answers(400, { code: "prompt_too_long", message: "Too long.", hint: "Shorten it.", request_id: "r1", details: { tokens: 9000 } });
  const error = await refusal();
  expect([error.status, error.code, error.message, error.hint, error.requestId]).toEqual([400, "prompt_too_long", "Too long.", "Shorten it.", "r1"]);
  expect(error.details).toEqual({ tokens: 9000 });
});

test("an answer that is not ours is a refusal too", async () => {
  server.mockResolvedValue(new Response("<html>proxy</html>", { status: 500 }));
  expect((await refusal()).code).toBe("unreadable");
});

test("a server that is away is noted, with the time it asked for, until it answers again", async () => {
  answers(503, { code: "database_unavailable", message: "Away." }, { "Retry-After": "3" });
  const error = await refusal();
  expect([error.away, error.retryAfter]).toEqual([true, 3]);
  expect(useReachable.getState().away).toBe(true);
  answers(200, {});
  await call("GET", "/api/me");
  expect(useReachable.getState().away).toBe(false);
});

test("a model that is away does not mean that the server is", async () => {
  answers(503, { code: "model_unavailable", message: "Starting." });
  await refusal();
  expect(useReachable.getState().away).toBe(false);
});

test("no connection is told as offline", async () => {
  server.mockRejectedValue(new TypeError("network"));
  const error = await refusal();
  expect([error.code, error.away]).toEqual(["offline", true]);
});

test("an abort passes through and says nothing about the server", async () => {
  const stop = new AbortController();
  server.mockImplementation(() => Promise.reject(new DOMException("aborted", "AbortError")));
  stop.abort();
  await expect(call("GET", "/api/me", { signal: stop.signal })).rejects.toThrow("aborted");
  expect(useReachable.getState().away).toBe(false);
});

test("a session that ended elsewhere is told once per refusal, other refusals do not end it", async () => {
  const signedOut = vi.fn<() => void>();
  whenSignedOut(signedOut);
  answers(401, { code: "sign_in_needed", message: "" });
  await refusal();
  answers(401, { code: "sign_in_failed", message: "" });
  await refusal();
  expect(signedOut).toHaveBeenCalledTimes(1);
});
