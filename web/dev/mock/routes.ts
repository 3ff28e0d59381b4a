import { randomUUID } from "node:crypto";
import type { Chat, Message, SearchHit } from "../../src/api/types";
import { accounts, brains, chatOf, chats, deleted, keys, me, messages, models, newChat, people, plainAbilities, runs, siblings, starters } from "./world.ts";
import { startRun } from "./runs.ts";
import { status } from "./status.ts";
import { guardRoutes } from "./guard-routes.ts";

type Body = Record<string, unknown>;
interface Answer {
  status: number;
  body?: unknown;
}
interface Asked {
  id: string;
  url: URL;
  body: Body;
}

export class MockRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, retryAfter?: number) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const state = { setUp: process.env["MOCK_STATE"] !== "setup", signedIn: process.env["MOCK_STATE"] !== "setup" && process.env["MOCK_STATE"] !== "signed-out", wrong: 0 };
const ok = (body: unknown): Answer => ({ status: 200, body });
const nothing: Answer = { status: 204 };
const session = () => ({ set_up: state.setUp, signed_in: state.signedIn, csrf: state.signedIn ? "mock" : null, person: state.signedIn ? me : null, version: "0.1.0" });

function enter(): Answer {
  state.setUp = true;
  state.signedIn = true;
  return ok(session());
}

function chatAt(id: string): Chat {
  const chat = chats.get(id);
  if (!chat) throw new MockRefusal(404, "not_found");
  return chat;
}

function page({ url }: Asked): Answer {
  const archived = url.searchParams.get("archived") === "true";
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const all = [...chats.values()]
    .filter((chat) => chat.archived === archived)
    .toSorted((one, other) => Number(other.pinned) - Number(one.pinned) || other.updated_at.localeCompare(one.updated_at))
    .map(({ id, title, pinned, updated_at, run }) => ({ id, title, pinned, archived, updated_at, running: run?.id ?? null }));
  return ok({ items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null });
}

function thread({ id, url }: Asked): Answer {
  const path: Message[] = [];
  for (let at = chatAt(id).leaf_id; at; ) {
    const message = messages.get(at);
    if (!message) break;
    path.unshift({ ...message, siblings: siblings(message) });
    at = message.parent_id;
  }
  const before = url.searchParams.get("before");
  const end = before ? path.findIndex((message) => message.id === before) : path.length;
  const start = Math.max(0, end - Number(url.searchParams.get("limit") ?? 40));
  return ok({ items: path.slice(start, end), earlier: start > 0 });
}

function newest(id: string): string {
  const child = [...messages.values()].filter((message) => message.parent_id === id).at(-1);
  return child ? newest(child.id) : id;
}

function change({ id, body }: Asked): Answer {
  const chat = chatAt(id);
  Object.assign(chat, body);
  if (typeof body["leaf_id"] === "string") chat.leaf_id = newest(body["leaf_id"]);
  return ok(chat);
}

function search({ url }: Asked): Answer {
  const wanted = (url.searchParams.get("q") ?? "").toLowerCase();
  const items: SearchHit[] = [];
  for (const [id, message] of messages) {
    const at = message.text.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    const chat = chats.get(chatOf.get(id) ?? "");
    if (chat) items.push({ chat_id: chat.id, title: chat.title, message_id: id, role: message.role, snippet: message.text, ranges: [[at, at + wanted.length]], at: message.created_at });
  }
  return ok({ items: items.slice(0, 40), scanned_messages: messages.size, next: null });
}

function signIn({ body }: Asked): Answer {
  if (body["password"] !== "wrong") return enter();
  state.wrong += 1;
  throw state.wrong > 2 ? new MockRefusal(429, "too_many_attempts", 12) : new MockRefusal(401, "sign_in_failed");
}

const link = () => ({ link: "/invite#6Jq2nV0cXk3s9TQmYbPz", expires_at: new Date(Date.now() + 3 * 86_400_000).toISOString() });

function addModel({ body }: Asked): Answer {
  const brain = brains.find((candidate) => candidate.id === body["brain_id"]);
  const first = models[1];
  if (!first) throw new MockRefusal(404, "not_found");
  if (brain) brain.enabled = true;
  const model = { ...first, id: randomUUID(), name: String(body["name"]), description: brain?.detail ?? "", fit_for_work: Boolean(body["fit_for_work"]), default: Boolean(body["make_default"]), enabled: body["enabled"] !== false };
  if (model.default) for (const other of models) other.default = false;
  models.push(model);
  return { status: 201, body: model };
}

function testModel({ id }: Asked): Answer {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) throw new MockRefusal(404, "not_found");
  const fine = model.id !== "closed";
  const place = { destination: model.destination?.name ?? "", upstream_model: model.upstream_model, ok: fine, code: fine ? "ok" : "key_refused", message: fine ? "It answers." : "Mistral does not accept the key.", hint: fine ? null : "Give the account its key anew.", seconds: 0.8, line: "17" };
  return ok({ model: id, ok: fine, places: [place] });
}

function patch<Item extends { id: string }>(items: Item[], { id, body }: Asked): Answer {
  const item = items.find((candidate) => candidate.id === id);
  if (!item) throw new MockRefusal(404, "not_found");
  if (body["default"] === true) for (const other of items) Object.assign(other, { default: false });
  return ok(Object.assign(item, body));
}

function invite({ body }: Asked): Answer {
  const person = { id: randomUUID(), email: String(body["email"]), name: String(body["name"]), admin: Boolean(body["admin"]), auditor: Boolean(body["auditor"]), disabled: false, created_at: new Date().toISOString(), last_seen_at: null };
  people.push(person);
  return { status: 201, body: { person, ...link() } };
}

const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";
const sessions = [
  { id: "one", current: true, created_at: me.created_at, last_seen_at: new Date().toISOString(), user_agent: agent, address: "127.0.0.1" },
  { id: "two", current: false, created_at: me.created_at, last_seen_at: "2026-11-20T10:00:00Z", user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", address: "10.0.4.17" },
];

const routes: readonly [string, string, (asked: Asked) => Answer][] = [
  ["GET", "/api/session", () => ok(session())],
  ["POST", "/api/session", signIn],
  ["POST", "/api/setup", enter],
  ["POST", "/api/invite", enter],
  ["POST", "/api/links/check", ({ body }) => {
    if (body["token"] === "used") throw new MockRefusal(410, "link_used");
    return ok({ kind: "invite", email: "jonas@example.org", name: "Jonas Weber" });
  }],
  ["DELETE", "/api/session", () => {
    state.signedIn = false;
    return nothing;
  }],
  ["GET", "/api/me", () => ok(me)],
  ["PATCH", "/api/me", ({ body }) => ok(Object.assign(me, body))],
  ["POST", "/api/me/password", ({ body }) => {
    if (body["current"] === "wrong") throw new MockRefusal(403, "wrong_password");
    return nothing;
  }],
  ["GET", "/api/me/sessions", () => ok({ items: sessions })],
  ["DELETE", "/api/me/sessions", () => {
    state.signedIn = false;
    return nothing;
  }],
  ["DELETE", "/api/me/sessions/:id", ({ id }) => {
    sessions.splice(sessions.findIndex((item) => item.id === id), 1);
    return nothing;
  }],
  ["GET", "/api/me/keys", () => ok({ items: keys })],
  ["POST", "/api/me/keys", ({ body }) => {
    const key = { id: randomUUID(), name: String(body["name"]), prefix: "ih_7fQ2", models: [], doors: [], addresses: [], created_at: new Date().toISOString(), expires_at: null, last_used_at: null };
    keys.push(key);
    return { status: 201, body: { ...key, key: "ih_7fQ2mockmockmockmockmockmockmock" } };
  }],
  ["DELETE", "/api/me/keys/:id", ({ id }) => {
    keys.splice(keys.findIndex((item) => item.id === id), 1);
    return nothing;
  }],
  ["GET", "/api/models", () => ok({ items: models.filter((model) => model.enabled), default: models.find((model) => model.default)?.id ?? "demo" })],
  ["GET", "/api/starters", () => ok({ items: starters })],
  ["GET", "/api/chats", page],
  ["POST", "/api/chats", ({ body }) => ({ status: 201, body: newChat(body) })],
  ["GET", "/api/chats/:id", ({ id }) => ok(chatAt(id))],
  ["PATCH", "/api/chats/:id", change],
  ["DELETE", "/api/chats/:id", ({ id }) => {
    deleted.set(id, chatAt(id));
    chats.delete(id);
    return ok({ undo_until: new Date(Date.now() + 10_000).toISOString() });
  }],
  ["POST", "/api/chats/:id/undelete", ({ id }) => {
    const chat = deleted.get(id);
    if (!chat) throw new MockRefusal(410, "chat_gone");
    chats.set(id, chat);
    return ok(chat);
  }],
  ["GET", "/api/chats/:id/messages", thread],
  ["POST", "/api/chats/:id/runs", ({ id, body }) => ({ status: 202, body: startRun(id, body as Parameters<typeof startRun>[1]) })],
  ["GET", "/api/chats/:id/gauge", () => ok({ used_tokens: 1240, context_tokens: 8192, left_out: 0, exact: false })],
  ["POST", "/api/runs/:id/cancel", ({ id }) => {
    const run = runs.get(id);
    if (run) run.cancelled = true;
    return { status: 202, body: {} };
  }],
  ["PUT", "/api/messages/:id/rating", ({ id, body }) => {
    Object.assign(messages.get(id) ?? {}, body);
    return nothing;
  }],
  ["GET", "/api/search", search],
  ["GET", "/api/admin/groups", () => ok({ items: [] })],
  ["GET", "/api/admin/services", () => ok({ items: [] })],
  ["GET", "/api/admin/keys", () => ok({ items: [] })],
  ["GET", "/api/admin/people", () => ok({ items: people })],
  ["POST", "/api/admin/people", invite],
  ["PATCH", "/api/admin/people/:id", (asked) => patch(people, asked)],
  ["POST", "/api/admin/people/:id/link", () => ok(link())],
  ["GET", "/api/admin/brains", () => ok({ items: brains })],
  ["GET", "/api/admin/models", () => ok({ items: models })],
  ["POST", "/api/admin/models", addModel],
  ["POST", "/api/admin/models/:id/test", testModel],
  ["GET", "/api/admin/accounts", () => ok({ items: accounts })],
  ["PATCH", "/api/admin/accounts/:id", (asked) => patch(accounts, asked)],
  ["GET", "/api/admin/suggestion", ({ url }) => ok({ family: url.searchParams.get("upstream_model")?.startsWith("gpt") ? "GPT" : null, abilities: plainAbilities })],
  ["PATCH", "/api/admin/models/:id", (asked) => patch(models, asked)],
  ["DELETE", "/api/admin/models/:id", ({ id }) => {
    models.splice(models.findIndex((item) => item.id === id), 1);
    return nothing;
  }],
  ["GET", "/api/admin/status", () => ok(status())],
  ...guardRoutes,
];

const matchers = routes.map(([method, path, handle]) => ({ method, handle, pattern: new RegExp(`^${path.replace(":id", "([^/]+)")}$`) }));

/** The mock's answer to one request; throws MockRefusal. */
export function answerTo(method: string, url: URL, body: Body): Answer {
  for (const route of matchers) {
    const found = route.method === method ? route.pattern.exec(url.pathname) : null;
    if (found) return route.handle({ id: found[1] ?? "", url, body });
  }
  throw new MockRefusal(404, "not_found");
}
