import * as guard from "./guard.ts";
import { messages } from "./world.ts";

interface Asked {
  id: string;
  url: URL;
  body: Record<string, unknown>;
}

interface Answer {
  status: number;
  body?: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const nothing: Answer = { status: 204 };

function sent(id: string) {
  const message = messages.get(id);
  const question = messages.get(message?.parent_id ?? "");
  const text = guard.check({ text: question?.text ?? "", destination_class: message?.destination?.destination_class }).would_leave;
  return { unchanged: false, stand_ins: message?.guarded?.restored?.map(({ stand_in }) => stand_in) ?? [], replaced: message?.guarded?.replaced ?? 0, destination: message?.destination, model: message?.model, messages: [{ role: "system", text: "You help the people of this house." }, { role: "user", text }], line: "1204" };
}

/** The routes of the pretend guard. */
export const guardRoutes: readonly [string, string, (asked: Asked) => Answer][] = [
  ["POST", "/api/guard/check", ({ body }) => ok(guard.check(body))],
  ["GET", "/api/guard/releases", () => ok(guard.myReleases)],
  ["POST", "/api/guard/releases", () => ({ status: 201, body: {} })],
  ["POST", "/api/admin/guard/simulate", ({ body }) => ok(guard.check(body))],
  ["GET", "/api/admin/guard/policy", () => ok(guard.policy())],
  ["PUT", "/api/admin/guard/policy", ({ body }) => ok(guard.savePolicy(body))],
  ["GET", "/api/admin/guard/policy/history", () => ok(guard.versions())],
  ["GET", "/api/admin/guard/presets", () => ok(guard.presetList)],
  ["GET", "/api/admin/guard/kinds", () => ok(guard.kindList)],
  ["GET", "/api/admin/guard/counts", () => ok(guard.counts)],
  ["GET", "/api/admin/guard/releases", () => ok(guard.releases())],
  ["POST", "/api/admin/guard/releases/:id", ({ body }) => {
    guard.answerRelease(body);
    return nothing;
  }],
  ["GET", "/api/admin/guard/terms", ({ url }) => ok(guard.termPage(url))],
  ["POST", "/api/admin/guard/terms/preview", ({ body }) => ok(guard.previewTerms(body))],
  ["POST", "/api/admin/guard/terms", ({ body }) => {
    guard.addTerms(body);
    return { status: 201, body: {} };
  }],
  ["DELETE", "/api/admin/guard/terms/:id", ({ id }) => {
    guard.removeTerm(id);
    return nothing;
  }],
  ["GET", "/api/messages/:id/sent", ({ id }) => ok(sent(id))],
];
