// The little world that the mock serves: kept in memory, gone with the dev server. Never part of the product.
import { randomUUID } from "node:crypto";
import type { AdminPerson, ApiKey, Brain, Chat, Message, Person, Starter } from "../../src/api/types";
import type { Event } from "../../src/events";
import { local } from "./models.ts";

export { accounts, models, plainAbilities } from "./models.ts";

export interface Run {
  id: string;
  chat: string;
  message: string;
  events: Event[];
  cancelled: boolean;
  done: boolean;
  waiting: Set<() => void>;
}

export const me: Person = {
  id: randomUUID(),
  email: "mara@example.org",
  name: "Mara Lindqvist",
  admin: true,
  auditor: false,
  locale: null,
  theme: "system",
  instructions: "",
  created_at: "2026-10-01T08:00:00Z",
};

export const brains: Brain[] = [
  { id: "ollama", kind: "loopback", title: "Ollama", detail: "127.0.0.1:11434, 3 models", model_names: ["qwen3:8b", "llama3.2:3b", "mistral:7b"], enabled: false },
  { id: "gguf-1", kind: "gguf", title: "Qwen3-4B-Instruct-Q4_K_M", detail: "models/qwen3-4b-instruct-q4_k_m.gguf, 2.4 GB", model_names: [], enabled: false },
];

export const people: AdminPerson[] = [
  { id: me.id, email: me.email, name: me.name, admin: true, auditor: false, disabled: false, created_at: me.created_at, last_seen_at: new Date().toISOString() },
  { id: randomUUID(), email: "jonas@example.org", name: "Jonas Weber", admin: false, auditor: false, disabled: false, created_at: me.created_at, last_seen_at: "2026-11-21T15:00:00Z" },
  { id: randomUUID(), email: "amal@example.org", name: "أمل حداد", admin: false, auditor: false, disabled: true, created_at: me.created_at, last_seen_at: null },
];

export const starters: Starter[] = [
  { id: "mail", title: "Write a short mail", prompt: "Write a short, friendly mail that moves our meeting to Thursday." },
  { id: "explain", title: "Explain something", prompt: "Explain in three sentences what a hash function is." },
  { id: "list", title: "Make a list", prompt: "List five ideas for a team lunch outside." },
  { id: "rewrite", title: "Say it more simply", prompt: "Say it more simply: We endeavour to facilitate the utilisation of said premises." },
];

export const keys: ApiKey[] = [];
export const chats = new Map<string, Chat>();
export const deleted = new Map<string, Chat>();
export const messages = new Map<string, Message>();
export const runs = new Map<string, Run>();

export function newChat(fields: Partial<Chat>): Chat {
  const now = new Date().toISOString();
  const chat: Chat = { id: randomUUID(), title: null, pinned: false, archived: false, temporary: false, model: null, instructions: "", temperature: null, leaf_id: null, created_at: now, updated_at: now, run: null, ...fields };
  chats.set(chat.id, chat);
  return chat;
}

export function newMessage(chat: Chat, fields: Partial<Message> & Pick<Message, "role">): Message {
  const message: Message = { id: randomUUID(), parent_id: null, text: "", reasoning: "", status: "complete", error: null, model: null, destination: null, rating: null, siblings: [], created_at: new Date().toISOString(), usage: null, left_out: 0, finish: null, run_id: null, attachments: [], cut_files: [], guarded: null, ...fields };
  messages.set(message.id, message);
  chatOf.set(message.id, chat.id);
  chat.leaf_id = message.id;
  return message;
}

/** The chat that a message belongs to. */
export const chatOf = new Map<string, string>();

export function siblings(message: Message): string[] {
  const chat = chatOf.get(message.id);
  return [...messages.values()].filter((other) => other.parent_id === message.parent_id && chatOf.get(other.id) === chat).map((other) => other.id);
}

const titles = ["Quarterly figures for the board", "Onboarding plan for new colleagues", "Regex for invoice numbers", "Trip to Lisbon in May", "Why is the build slow?", "Übersetzung des Vertrags", "خطة المشروع الجديد", "Names for the new meeting rooms", "Ideas for the summer party", "Bug in the date picker", "Letter to the landlord", "SQL: customers without orders", "What is a Merkle tree?", "Reading list on privacy law"];

/** Fills the world with chats over the last year. */
export function fill(count: number): void {
  const hour = 3_600_000;
  for (let index = 0; index < count; index += 1) {
    const at = new Date(Date.now() - index * index * 0.35 * hour - index * hour).toISOString();
    const chat = newChat({ title: titles[index % titles.length] ?? "Chat", pinned: index === 3 || index === 7, archived: index % 29 === 28, created_at: at, updated_at: at });
    const question = newMessage(chat, { role: "user", text: `A question about ${chat.title ?? ""}?`, created_at: at });
    newMessage(chat, { role: "assistant", parent_id: question.id, text: "Here is an **answer** with a list:\n\n1. first\n2. second\n\n```python\nprint('hello')\n```\n", created_at: at, model: "demo", destination: local, finish: "stop", usage: { prompt_tokens: 20, completion_tokens: 40 } });
  }
}
