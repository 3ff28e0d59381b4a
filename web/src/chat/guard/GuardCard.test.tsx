import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createStore } from "zustand/vanilla";
import { beforeEach, expect, test, vi } from "vitest";
import type { Blocked, Message, Model } from "~/api/types";
import { modelsQuery } from "~/chat/model/choice";
import { RowContext, type RowActions } from "~/chat/thread/context";
import { GuardCard } from "./GuardCard";

const message = { id: "a", parent_id: "q", status: "failed" } as Message;
const anna = { key: "k1", kind: "term.customer", label: "customer", count: 1, valves: ["remove", "real_values", "release"] };
const key = { key: "k2", kind: "secret.acme_key", label: "Acme key", count: 2, valves: ["remove", "release"] };
const refused: Blocked = { rule: "secrets", title: "Secrets stay here", action: "refuse", policy: "strict", contact: "privacy@example.com", findings: [anna, key], options: ["edit", "demo"] };

let posted: unknown[] = [];
beforeEach(() => {
  posted = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path.endsWith("/releases") && init.method === "POST") posted.push(JSON.parse(String(init.body)));
    if (path.endsWith("/check")) return new Response(JSON.stringify({ findings: [{ key: "k1", start: 4, end: 8 }] }));
    return new Response(JSON.stringify({ items: [] }));
  });
});

function shown(guard: Blocked) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } });
  client.setQueryData(modelsQuery.queryKey, { items: [{ id: "demo", demo: true, name: "Demo" } as Model], default: "demo" });
  const state = createStore(() => ({ messages: { q: { text: "Ask Anna" } } }));
  const actions = { thread: { chatId: "c", state }, again: vi.fn(), goOn: vi.fn(), edit: vi.fn(), resend: vi.fn() } as unknown as RowActions;
  render(
    <QueryClientProvider client={client}>
      <RowContext value={actions}>
        <GuardCard message={message} guard={guard} />
      </RowContext>
    </QueryClientProvider>,
  );
  return actions;
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

test("a refusal says which rule, what was found and whom to ask, and offers what all findings allow", async () => {
  const { again, edit } = shown(refused);
  const card = screen.getByRole("alert").textContent;
  expect(card).toContain("Secrets stay here");
  expect(card).toContain("1 customer, 1 Acme key");
  expect(card).toContain("privacy@example.com");
  expect(screen.queryByRole("button", { name: "Ask with real values" })).toBeNull();
  await press("Remove and send");
  expect(again).toHaveBeenLastCalledWith(message, null, [{ key: "k1", valve: "remove" }, { key: "k2", valve: "remove" }]);
  await press("Edit");
  expect(edit).toHaveBeenCalledWith("q");
  await press("Answer with the demo model");
  expect(again).toHaveBeenLastCalledWith(message, "demo");
});

test("each thing can be decided by itself", async () => {
  const { again } = shown(refused);
  await press("Decide for each");
  const send = screen.getByRole("button", { name: "Send with these choices" });
  expect(send).toHaveProperty("disabled", true);
  await userEvent.click(await screen.findByRole("combobox", { name: "What to do with customer Anna" }));
  await userEvent.click(await screen.findByRole("option", { name: "Send the real value" }));
  await userEvent.click(screen.getByRole("combobox", { name: "What to do with Acme key (earlier in this chat)" }));
  await userEvent.click(await screen.findByRole("option", { name: "Remove it" }));
  await userEvent.click(send);
  expect(again).toHaveBeenLastCalledWith(message, null, [{ key: "k1", valve: "real_values" }, { key: "k2", valve: "remove" }]);
});

test("a release is asked for with a reason, and without the text unless it is given", async () => {
  shown(refused);
  await press("Ask for release");
  await userEvent.type(screen.getByRole("textbox", { name: "Why does it have to leave?" }), "The customer asked for it");
  await press("Ask");
  await waitFor(() => expect(posted).toEqual([{ chat_id: "c", keys: ["k1", "k2"], kinds: ["term.customer", "secret.acme_key"], reason: "The customer asked for it", excerpt: null }]));
});

test("a warning is a question with an answer that is recorded", async () => {
  const { again } = shown({ ...refused, action: "warn", options: ["edit"], findings: [{ key: "p", kind: "unreadable.image", label: "picture", count: 1, valves: ["not_sensitive"] }] });
  expect(screen.getByText("Do you want to send this?")).toBeTruthy();
  expect(screen.getByText(/recorded, without your text/)).toBeTruthy();
  await press("Send anyway");
  expect(again).toHaveBeenLastCalledWith(message, null, [{ key: "p", valve: "not_sensitive" }]);
});
