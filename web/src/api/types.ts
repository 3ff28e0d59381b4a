export type Locale = "en" | "de";
export type Theme = "system" | "light" | "dark";
export type DestinationClass = "local" | "private" | "external";

export interface Destination {
  name: string;
  destination_class: DestinationClass;
}
export interface Person {
  id: string;
  email: string;
  name: string;
  admin: boolean;
  locale: Locale | null;
  theme: Theme;
  instructions: string;
  created_at: string;
}
export interface Session {
  set_up: boolean;
  signed_in: boolean;
  csrf: string | null;
  person: Person | null;
  version: string;
}
export interface Link {
  kind: "setup" | "invite";
  email: string | null;
  name: string | null;
}
export interface PersonSession {
  id: string;
  current: boolean;
  created_at: string;
  last_seen_at: string;
  user_agent: string;
  address: string;
}
export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  created_at: string;
  last_used_at: string | null;
}
export interface NewApiKey {
  id: string;
  name: string;
  prefix: string;
  key: string;
}
export interface Model {
  id: string;
  name: string;
  description: string;
  destination: Destination & { assurance: "enforced" | "declared" };
  fit_for_work: boolean;
  demo: boolean;
  context_tokens: number;
  answer_tokens: number;
  tools: boolean;
  ready: boolean;
  state: "ready" | "starting" | "unavailable";
  terms: { trained_on: string; kept: string };
}
export interface ModelList {
  items: Model[];
  default: string;
}
export interface Starter {
  id: string;
  title: string;
  prompt: string;
}
export interface Chat {
  id: string;
  title: string | null;
  pinned: boolean;
  archived: boolean;
  temporary: boolean;
  model: string | null;
  instructions: string;
  temperature: number | null;
  leaf_id: string | null;
  created_at: string;
  updated_at: string;
  run: { id: string; message_id: string } | null;
}
export interface ChatRow {
  id: string;
  title: string | null;
  pinned: boolean;
  archived: boolean;
  updated_at: string;
  running: string | null;
}
export interface ChatPage {
  items: ChatRow[];
  next: string | null;
}
export interface Message {
  id: string;
  parent_id: string | null;
  role: "user" | "assistant";
  text: string;
  reasoning: string;
  status: "complete" | "running" | "cancelled" | "interrupted" | "failed";
  error: { code: string; message: string; hint: string | null; retryable: boolean } | null;
  model: string | null;
  destination: Destination | null;
  rating: "up" | "down" | null;
  siblings: string[];
  created_at: string;
  usage: { prompt_tokens: number; completion_tokens: number } | null;
  left_out: number;
  finish: string | null;
  run_id: string | null;
}
export interface MessagePage {
  items: Message[];
  earlier: boolean;
}
export interface RunStarted {
  run_id: string;
  chat_id: string;
  user_message_id: string | null;
  message_id: string;
  parent_id: string | null;
}
export interface Gauge {
  used_tokens: number;
  context_tokens: number;
  left_out: number;
  exact: boolean;
}
export interface SearchHit {
  chat_id: string;
  title: string | null;
  message_id: string | null;
  role: "user" | "assistant" | null;
  snippet: string;
  ranges: [number, number][];
  at: string;
}
export interface SearchPage {
  items: SearchHit[];
  scanned_messages: number;
  next: string | null;
}
export interface AdminPerson {
  id: string;
  email: string;
  name: string;
  admin: boolean;
  disabled: boolean;
  created_at: string;
  last_seen_at: string | null;
}
export interface Invitation {
  person: AdminPerson;
  link: string;
  expires_at: string;
}
export interface Brain {
  id: string;
  kind: "loopback" | "gguf";
  title: string;
  detail: string;
  model_names: string[];
  enabled: boolean;
}
export interface AdminModel extends Model {
  enabled: boolean;
  default: boolean;
}
export interface PromiseLine {
  id: string;
  title: string;
  state: "enforced" | "configured" | "declared" | "off";
  detail: string;
}
export interface Status {
  version: string;
  uptime_seconds: number;
  database: Record<string, string | number | boolean | null>;
  engine: {
    state: string;
    model: string | null;
    slots: number;
    busy: number;
    context_tokens: number;
    isolation: string;
    restarts: number;
  };
  queue: { waiting: number; running: number };
  promises: PromiseLine[];
  ledger: { lines: number; open_lines: number; last_at: string | null };
}
