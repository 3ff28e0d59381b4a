import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Event } from "../../src/events";
import { check } from "./guard.ts";
import { chats, messages, models, newMessage, runs, type Run } from "./world.ts";

const plainAnswer =
  "Good question. In short: **it depends**, but there is a way to find out.\n\n1. Write down what you know.\n2. Write down what you guess.\n3. Ask somebody who knows.\n\n```python\ndef greet(name: str) -> str:\n    return f\"Hello, {name}!\"\n```\n\n| Kind | When |\n| --- | --- |\n| quick | today |\n| thorough | this week |\n\nThe area of a circle is $A = \\pi r^2$.\n";

const every = 40;

function push(run: Run, event: Event): void {
  run.events.push(event);
  for (const wake of run.waiting) wake();
}

/** Starts an answer that writes itself, a few characters at a time. */
export function startRun(chatId: string, body: { kind: string; parent_id?: string | null; text?: string; message_id?: string }) {
  const chat = chats.get(chatId);
  if (!chat) throw new Error("no chat");
  const model = models.find((candidate) => candidate.id === (chat.model ?? "demo")) ?? models[0];
  if (!model) throw new Error("no model");
  let userId: string | null = null;
  let parent = body.kind === "again" ? (messages.get(body.message_id ?? "")?.parent_id ?? null) : (body.parent_id ?? null);
  if (body.kind === "say") {
    const question = newMessage(chat, { id: body.message_id ?? randomUUID(), role: "user", text: body.text ?? "", parent_id: parent });
    userId = question.id;
    parent = question.id;
    chat.title ??= (body.text ?? "").split(/\s+/).slice(0, 6).join(" ");
  }
  const run: Run = { id: randomUUID(), chat: chatId, message: "", events: [], cancelled: false, done: false, waiting: new Set() };
  const going = body.kind === "continue" ? messages.get(body.message_id ?? "") : undefined;
  const message = going ?? newMessage(chat, { role: "assistant", parent_id: parent, model: model.id, destination: model.destination });
  Object.assign(message, { status: "running", run_id: run.id });
  run.message = message.id;
  runs.set(run.id, run);
  chat.run = { id: run.id, message_id: message.id };
  chat.updated_at = new Date().toISOString();
  push(run, { type: "started", run_id: run.id, chat_id: chatId, message_id: message.id, parent_id: parent, model: model.id, destination: model.destination });
  const asked = messages.get(parent ?? "")?.text ?? "";
  const found = check({ text: asked, model: model.id });
  if (/refuse me/.test(asked) && !("guard" in body)) {
    const findings = [{ key: "k1", kind: "term.customer", label: "Customer", count: 1, valves: ["remove", "not_sensitive", "release"] }, { key: "k2", kind: "secret.aws_access_key", label: "AWS access key", count: 1, valves: ["remove", "release"] }];
    const error = { code: "guard_refused", message: "Refused", hint: null, retryable: false, guard: { rule: "secrets", title: "Secrets stay on this machine", action: "keep_local", policy: "strict", contact: "privacy@example.org", findings, options: ["edit", "demo"] } };
    Object.assign(message, { status: "failed", error, run_id: null });
    chat.run = null;
    push(run, { type: "failed", ...error });
    run.done = true;
    return { run_id: run.id, chat_id: chatId, user_message_id: userId, message_id: message.id, parent_id: parent };
  }
  const replaced = found.findings.filter(({ kind, action }) => action === "stand_in" && !kind.startsWith("secret."));
  const removed = found.findings.filter(({ kind }) => kind.startsWith("secret.")).map(({ kind, label }) => ({ kind, label, count: 1 }));
  const restored = replaced.map((one) => ({ value: Array.from(asked).slice(one.start, one.end).join(""), stand_in: one.stand_in ?? "" }));
  const answer = restored.length > 0 ? `About **${restored.map(({ value }) => value).join("** and **")}**:\n\n\`\`\`json\n{"name": "${restored[0]?.value}"}\n\`\`\`\n\n${plainAnswer}` : plainAnswer;
  if (found.findings.length > 0) {
    message.guarded = { verdict: "stand_in", line: "1204", replaced: replaced.length, removed, kept_from: null, restored };
    push(run, { type: "disclosure", destination: model.destination, verdict: "stand_in", replaced: replaced.length, line: "1204", removed, kept_from: null });
    for (const pair of restored) push(run, { type: "restored", choice: 0, ...pair });
  }
  let at = 0;
  const end = (reason: "stop" | "cancelled") => {
    clearInterval(timer);
    Object.assign(message, { status: reason === "stop" ? "complete" : "cancelled", finish: reason, run_id: null, usage: { prompt_tokens: 40, completion_tokens: 120 } });
    chat.run = null;
    push(run, { type: "usage", prompt_tokens: 40, completion_tokens: 120, cached_tokens: 0, reasoning_tokens: 0 });
    push(run, { type: "finished", reason });
    run.done = true;
    for (const wake of run.waiting) wake();
  };
  const timer = setInterval(() => {
    if (run.cancelled) return end("cancelled");
    const text = answer.slice(at, at + 7);
    at += 7;
    if (text) {
      message.text += text;
      return push(run, { type: "text_delta", choice: 0, refusal: false, text });
    }
    return end("stop");
  }, every);
  return { run_id: run.id, chat_id: chatId, user_message_id: userId, message_id: message.id, parent_id: parent };
}

/** Replays a run's events after `after`, then goes on live. */
export function streamRun(run: Run, after: number, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  let sent = after;
  const flush = () => {
    for (; sent < run.events.length; sent += 1) {
      const event = run.events[sent];
      response.write(`id: ${sent + 1}\nevent: ${event?.type ?? ""}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    if (!run.done) return;
    run.waiting.delete(flush);
    response.end();
  };
  run.waiting.add(flush);
  response.on("close", () => run.waiting.delete(flush));
  flush();
}
