// Made by `make api` from the server's code. Changes belong there.
/**
 * The doors of the gateway, as an API key's scope names them.
 */
export type Door = "chat" | "responses" | "embeddings" | "messages" | "models";
/**
 * How far away a destination is: this machine, our own network, somebody else.
 */
export type DestinationClass = "local" | "private" | "external";
/**
 * What the reader thinks of an answer.
 */
export type Rating = "up" | "down";
/**
 * Whose words a message holds.
 */
export type Role = "user" | "assistant";
/**
 * How a message stands. A person's own messages are always complete.
 */
export type MessageStatus = "complete" | "running" | "cancelled" | "interrupted" | "failed";

/**
 * A model of the catalogue.
 */
export interface AdminModel {
  default: boolean;
  enabled: boolean;
  fit_for_work: boolean;
  id: string;
  kind: string;
  name: string;
  upstream_model: string;
}
/**
 * All models, disabled ones too.
 */
export interface AdminModelList {
  items: AdminModel[];
}
/**
 * A person as an administrator sees them.
 */
export interface AdminPerson {
  admin: boolean;
  created_at: string;
  disabled: boolean;
  email: string;
  id: string;
  last_seen_at: string | null;
  name: string;
}
/**
 * Another answer to the same question.
 */
export interface AgainBody {
  kind: "again";
  message_id: string;
  model?: string | null;
}
/**
 * A key as its owner sees it. An empty list narrows nothing.
 */
export interface ApiKey {
  addresses: string[];
  created_at: string;
  doors: Door[];
  expires_at: string | null;
  id: string;
  last_used_at: string | null;
  models: string[];
  name: string;
  prefix: string;
}
/**
 * Something that could answer, found just now.
 */
export interface Brain {
  detail: string;
  enabled: boolean;
  id: string;
  kind: string;
  model_names: string[];
  title: string;
}
/**
 * What was found.
 */
export interface BrainList {
  items: Brain[];
}
/**
 * A chat.
 */
export interface Chat {
  archived: boolean;
  created_at: string;
  id: string;
  instructions: string;
  leaf_id: string | null;
  model: string | null;
  pinned: boolean;
  run: Run | null;
  temperature: number | null;
  temporary: boolean;
  title: string | null;
  updated_at: string;
}
/**
 * A run that is writing.
 */
export interface Run {
  id: string;
  message_id: string;
}
/**
 * What to change about a chat; what is left out stays.
 */
export interface ChatChange {
  archived?: boolean;
  instructions?: string;
  leaf_id?: string | null;
  model?: string | null;
  pinned?: boolean;
  temperature?: number | null;
  title?: string;
}
/**
 * Some chats, and where to go on.
 */
export interface ChatPage {
  items: ChatRow[];
  next: string | null;
}
/**
 * A chat in the sidebar; `running` is a run that writes in it.
 */
export interface ChatRow {
  archived: boolean;
  id: string;
  pinned: boolean;
  running: string | null;
  title: string | null;
  updated_at: string;
}
/**
 * More of an answer that ended early.
 */
export interface ContinueBody {
  kind: "continue";
  message_id: string;
}
/**
 * Tokens of one answer, as the model counted them.
 */
export interface Counted {
  completion_tokens: number;
  prompt_tokens: number;
}
/**
 * The database. `isolation` is None for a server of your own.
 */
export interface DatabaseStatus {
  embedded: boolean;
  isolation: string | null;
  ready: boolean;
  restarts: number;
}
/**
 * Until when a deleted chat can be brought back.
 */
export interface Deleted {
  undo_until: string;
}
/**
 * A destination as it is shown: its name and how far away it is.
 */
export interface Destination {
  destination_class: DestinationClass;
  name: string;
}
/**
 * The built-in engine; `state` is `off` when it is switched off. Tokens are per answer.
 */
export interface EngineStatus {
  context_tokens?: number;
  isolation?: string | null;
  model?: string | null;
  restarts?: number;
  slots?: number;
  state: string;
}
/**
 * How full the context is for the next message.
 */
export interface Gauge {
  context_tokens: number;
  exact: boolean;
  left_out: number;
  used_tokens: number;
}
/**
 * People and service accounts that are treated alike: by a model's list of who may use it, or by a limit.
 */
export interface Group {
  created_at: string;
  id: string;
  members?: Member[];
  name: string;
}
/**
 * A person in a group, or a service account, which has no e-mail.
 */
export interface Member {
  email: string | null;
  id: string;
  name: string;
}
/**
 * All groups, by name.
 */
export interface GroupList {
  items: Group[];
}
/**
 * A new person and the link by which they choose a password.
 */
export interface Invitation {
  expires_at: string;
  link: string;
  person: AdminPerson;
}
/**
 * An invitation, taken.
 */
export interface InviteBody {
  name?: string | null;
  password: string;
  token: string;
}
/**
 * What the key is for and what it is narrowed to. An empty list narrows nothing.
 */
export interface KeyBody {
  /**
   * @maxItems 50
   */
  addresses?: string[];
  /**
   * @maxItems 5
   */
  doors?: [] | [Door] | [Door, Door] | [Door, Door, Door] | [Door, Door, Door, Door] | [Door, Door, Door, Door, Door];
  expires_at?: string | null;
  /**
   * @maxItems 50
   */
  models?: string[];
  name: string;
}
/**
 * The caller's keys, the newest first.
 */
export interface KeyList {
  items: ApiKey[];
}
/**
 * Who owns a key: a person, or a service account, which has no e-mail.
 */
export interface KeyOwner {
  email: string | null;
  id: string;
  name: string;
}
/**
 * The log of this server.
 */
export interface LedgerStatus {
  last_at: string | null;
  lines: number;
  open_lines: number;
  writable: boolean;
}
/**
 * What a one-time link is for.
 */
export interface Link {
  email: string | null;
  kind: "setup" | "invite";
  name: string | null;
}
/**
 * The token of a one-time link.
 */
export interface LinkBody {
  token: string;
}
/**
 * A message. While it is being written, `text` is what stood there when its run began; events bring the rest.
 */
export interface Message {
  created_at: string;
  destination: Destination | null;
  error: Trouble | null;
  finish: string | null;
  id: string;
  left_out: number;
  model: string | null;
  parent_id: string | null;
  rating: Rating | null;
  reasoning: string;
  role: Role;
  run_id: string | null;
  siblings: string[];
  status: MessageStatus;
  text: string;
  usage: Counted | null;
}
/**
 * Why an answer failed, in words for its reader.
 */
export interface Trouble {
  code: string;
  hint: string | null;
  message: string;
  retryable: boolean;
}
/**
 * Messages of the path that is shown, oldest first; `earlier` says whether there are older ones.
 */
export interface MessagePage {
  earlier: boolean;
  items: Message[];
}
/**
 * A model that the caller may use.
 */
export interface Model {
  answer_tokens: number;
  context_tokens: number;
  demo: boolean;
  description: string;
  destination: ModelDestination;
  fit_for_work: boolean;
  id: string;
  name: string;
  ready: boolean;
  state: "ready" | "starting" | "unavailable";
  terms: Terms;
  tools: boolean;
}
/**
 * Where a model's words go.
 */
export interface ModelDestination {
  assurance: "enforced" | "declared";
  destination_class: "local" | "private" | "external";
  name: string;
}
/**
 * What happens to the words there, in plain sentences.
 */
export interface Terms {
  kept: string;
  trained_on: string;
}
/**
 * What to change of a model; what is left out stays.
 */
export interface ModelChangeBody {
  default?: boolean | null;
  enabled?: boolean | null;
  fit_for_work?: boolean | null;
  name?: string | null;
}
/**
 * The models, the default first.
 */
export interface ModelList {
  default: string | null;
  items: Model[];
}
/**
 * The name of a group or a service account.
 */
export interface NameBody {
  name: string;
}
/**
 * A key that was made just now: the only time that it is shown.
 */
export interface NewApiKey {
  addresses: string[];
  created_at: string;
  doors: Door[];
  expires_at: string | null;
  id: string;
  key: string;
  last_used_at: string | null;
  models: string[];
  name: string;
  prefix: string;
}
/**
 * A chat to make. The same `id` again gives the same chat.
 */
export interface NewChat {
  id?: string | null;
  instructions?: string;
  model?: string | null;
  temperature?: number | null;
  temporary?: boolean;
}
/**
 * A brain to take into the catalogue.
 */
export interface NewModelBody {
  brain_id: string;
  fit_for_work?: boolean;
  make_default?: boolean;
  name: string;
  upstream_model?: string | null;
}
/**
 * Somebody to invite. They choose their password themselves, by a one-time link.
 */
export interface NewPersonBody {
  admin?: boolean;
  email: string;
  name: string;
}
/**
 * A one-time link; it is shown now and never again.
 */
export interface OneTimeLink {
  expires_at: string;
  link: string;
}
/**
 * A key and whose it is.
 */
export interface OwnedApiKey {
  addresses: string[];
  created_at: string;
  doors: Door[];
  expires_at: string | null;
  id: string;
  last_used_at: string | null;
  models: string[];
  name: string;
  owner: KeyOwner;
  prefix: string;
}
/**
 * Everybody's keys, the newest first.
 */
export interface OwnedKeyList {
  items: OwnedApiKey[];
}
/**
 * The present password and the next.
 */
export interface PasswordBody {
  current: string;
  new: string;
}
/**
 * A person as they see themselves.
 */
export interface Person {
  admin: boolean;
  created_at: string;
  email: string;
  id: string;
  instructions: string;
  locale: ("en" | "de") | null;
  name: string;
  theme: "system" | "light" | "dark";
}
/**
 * What to change of a person; what is left out stays.
 */
export interface PersonChangeBody {
  admin?: boolean | null;
  disabled?: boolean | null;
  name?: string | null;
}
/**
 * All people.
 */
export interface PersonList {
  items: AdminPerson[];
}
/**
 * A session as its owner sees it.
 */
export interface PersonSession {
  address: string;
  created_at: string;
  current: boolean;
  id: string;
  last_seen_at: string;
  user_agent: string;
}
/**
 * What changes; what is missing stays.
 */
export interface ProfileBody {
  instructions?: string | null;
  locale?: ("en" | "de") | null;
  name?: string | null;
  theme?: ("system" | "light" | "dark") | null;
}
/**
 * One promise of the house and how far it holds now.
 */
export interface PromiseLine {
  detail: string;
  id: string;
  state: "enforced" | "configured" | "declared" | "off";
  title: string;
}
/**
 * Calls to all models: waiting for a place, and running.
 */
export interface QueueStatus {
  running: number;
  waiting: number;
}
/**
 * What the reader thinks of an answer; null takes it back.
 */
export interface RatingBody {
  rating: Rating | null;
}
/**
 * What the client is told: which run writes which message.
 */
export interface RunStarted {
  chat_id: string;
  message_id: string;
  parent_id: string | null;
  run_id: string;
  user_message_id: string | null;
}
/**
 * New words. `message_id` is made by the client; the same id again gives the same run.
 */
export interface SayBody {
  kind: "say";
  message_id?: string | null;
  model?: string | null;
  parent_id?: string | null;
  text: string;
}
/**
 * A title or a message that was found; `ranges` count UTF-16 units of `snippet`, as browsers do.
 */
export interface SearchHit {
  at: string;
  chat_id: string;
  message_id: string | null;
  ranges: [number, number][];
  role: Role | null;
  snippet: string;
  title: string | null;
}
/**
 * Some hits, how many messages were opened for them, and where to go on.
 */
export interface SearchPage {
  items: SearchHit[];
  next: string | null;
  scanned_messages: number;
}
/**
 * An identity for a program: it owns keys, is in groups, and never signs in.
 */
export interface Service {
  created_at: string;
  id: string;
  keys?: number;
  last_used_at?: string | null;
  name: string;
}
/**
 * All service accounts, by name.
 */
export interface ServiceList {
  items: Service[];
}
/**
 * Whether anybody is there, who is signed in here, and the token that changing requests carry.
 */
export interface Session {
  csrf: string | null;
  person: Person | null;
  set_up: boolean;
  signed_in: boolean;
  version: string;
}
/**
 * The caller's sessions, the last used first.
 */
export interface SessionList {
  items: PersonSession[];
}
/**
 * The first administrator.
 */
export interface SetUpBody {
  email: string;
  name: string;
  password: string;
  token: string;
}
/**
 * An e-mail and its password.
 */
export interface SignInBody {
  email: string;
  password: string;
}
/**
 * A task to begin with.
 */
export interface Starter {
  id: string;
  prompt: string;
  title: string;
}
/**
 * Starter tasks that suit the default model.
 */
export interface StarterList {
  items: Starter[];
}
/**
 * All of it at one moment.
 */
export interface Status {
  database: DatabaseStatus;
  engine: EngineStatus;
  ledger: LedgerStatus;
  promises: PromiseLine[];
  queue: QueueStatus;
  uptime_seconds: number;
  version: string;
}
