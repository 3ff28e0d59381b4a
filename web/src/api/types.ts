// Made by `make api` from the server's code. Changes belong there.
/**
 * How a model's server wants to be spoken to; `models.wires` has one file each.
 */
export type WireName = "openai" | "azure" | "responses" | "anthropic";
/**
 * How far away a destination is: this machine, our own network, somebody else.
 */
export type DestinationClass = "local" | "private" | "external";
/**
 * What happens to a request because of a finding, from weak to strong.
 */
export type Action = "allow" | "warn" | "stand_in" | "keep_local" | "refuse";
/**
 * The doors of the gateway, as an API key's scope names them.
 */
export type Door = "chat" | "responses" | "embeddings" | "messages" | "models";
/**
 * Whether calls go there.
 */
export type BreakerState = "closed" | "open" | "half_open";
/**
 * What sums for administrators are made by.
 */
export type By = "model" | "group";
/**
 * What a file is, by its content.
 */
export type Inhouse_Knowledge_Document__Kind = "pdf" | "docx" | "xlsx" | "pptx" | "html" | "csv" | "text" | "image";
/**
 * What the portions of a document are called.
 */
export type Unit = "page" | "sheet" | "slide" | "section" | "lines";
/**
 * Where a file is on its way.
 */
export type FileState = "uploading" | "reading" | "ready" | "failed";
/**
 * What is done with the piece of text itself when the request goes.
 */
export type Treatment = "leave" | "stand_in" | "remove";
/**
 * How a person may go on nevertheless, where a rule offers it. Every use is counted.
 */
export type Valve = "not_sensitive" | "remove" | "stand_ins" | "real_values" | "release";
/**
 * Whether the policy holds, or only counts what it would do.
 */
export type Mode = "enforce" | "record";
/**
 * Where the walk is.
 */
export type WalkState = "never" | "running" | "done" | "failed";
/**
 * What kind of thing was found, before its details.
 */
export type Family = "secret" | "personal" | "name" | "term" | "label" | "unreadable";
/**
 * The form of an export.
 */
export type Format = "csv" | "json";
/**
 * Whether chats are kept, from the mildest word to the strictest.
 */
export type History = "free" | "kept" | "off";
/**
 * Whom a rule counts.
 *
 * EVERYONE and GROUP count all calls together: of the installation, of a group. MEMBER counts each member of a group
 * alone. PERSON and KEY count one person or service account, one API key; without a subject, each of them alone.
 * via the `definition` "Kind-Input".
 */
export type KindInput = "everyone" | "group" | "member" | "person" | "key";
/**
 * Whom a rule counts.
 *
 * EVERYONE and GROUP count all calls together: of the installation, of a group. MEMBER counts each member of a group
 * alone. PERSON and KEY count one person or service account, one API key; without a subject, each of them alone.
 */
export type Inhouse_Gateway_Limits_Rule__Kind = "everyone" | "group" | "member" | "person" | "key";
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
 * Where a verification is. `never`: none was asked for since this server started.
 */
export type VerificationStage = "never" | "running" | "done" | "stopped" | "failed";

/**
 * What a model can do; None is left to what is usual.
 */
export interface Abilities {
  answer_tokens: number | null;
  context_tokens: number | null;
  embeds: boolean;
  images: boolean;
  prices: Prices | null;
  quirks: Quirks;
  reasoning: boolean;
  structured: boolean;
  tools: boolean;
}
/**
 * What a million tokens cost, as decimal numbers in text. `cached` is for prompt tokens that are read again.
 */
export interface Prices {
  cached: string | null;
  completion: string;
  currency: string;
  prompt: string;
}
/**
 * How the model's server departs from the plain wire.
 */
export interface Quirks {
  continues: boolean;
  extra: {
    [k: string]: boolean | number | string;
  };
  max_tokens_field: "max_tokens" | "max_completion_tokens";
  reasoning_effort: boolean;
  store: boolean;
  stream_usage: boolean;
  system_role: "system" | "developer" | "user";
  temperature: boolean;
}
/**
 * What the model can do; what is left out is as suggested by its name, or stays.
 */
export interface AbilitiesBody {
  answer_tokens?: number | null;
  context_tokens?: number | null;
  embeds?: boolean | null;
  images?: boolean | null;
  prices?: PricesBody | null;
  quirks?: QuirksBody | null;
  reasoning?: boolean | null;
  structured?: boolean | null;
  tools?: boolean | null;
}
/**
 * What a million tokens cost.
 */
export interface PricesBody {
  cached?: number | string | null;
  completion: number | string;
  currency: string;
  prompt: number | string;
}
/**
 * How the model's server departs from the plain wire; what is left out stays. `extra` replaces all such fields.
 */
export interface QuirksBody {
  continues?: boolean | null;
  extra?: {
    [k: string]: boolean | number | string;
  } | null;
  max_tokens_field?: ("max_tokens" | "max_completion_tokens") | null;
  reasoning_effort?: boolean | null;
  store?: boolean | null;
  stream_usage?: boolean | null;
  system_role?: ("system" | "developer" | "user") | null;
  temperature?: boolean | null;
}
/**
 * An account. `trouble` says why it cannot be used now.
 */
export interface Account {
  api_version: string | null;
  at_once: number | null;
  credential: Credential;
  destination: ModelDestination;
  enabled: boolean;
  endpoint: string;
  header: "authorization" | "api-key" | "x-api-key";
  id: string;
  name: string;
  terms: Terms;
  trouble: string | null;
  wire: WireName;
}
/**
 * Where the key comes from. `place` is a variable's name or a file's path on the server.
 */
export interface Credential {
  client: string | null;
  kind: "none" | "environment" | "file" | "vault" | "entra";
  method: ("managed_identity" | "workload_identity" | "client_secret") | null;
  place: string | null;
  tenant: string | null;
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
 * What happens to the words there: in English sentences, and as codes for screens in other languages.
 *
 * `training` and `monitoring` are unknown where nobody declared them. `kept_days` is 0 for not at all; `kept_note`
 * says it in the administrator's words where days cannot; with neither it is unknown. `declared_by` is a name.
 */
export interface Terms {
  contract: string | null;
  declared_by: string | null;
  declared_on: string | null;
  kept: string;
  kept_days: number | null;
  kept_note: string | null;
  monitored: string;
  monitoring: "no" | "yes" | "unknown";
  region: string | null;
  trained_on: string;
  training: "no" | "yes" | "unknown";
  where: string;
}
/**
 * What to change of an account; what is left out stays. `terms` replace all terms.
 */
export interface AccountChangeBody {
  api_version?: string | null;
  at_once?: number | null;
  credential?: CredentialBody | null;
  destination_class?: DestinationClass | null;
  enabled?: boolean | null;
  endpoint?: string | null;
  header?: ("authorization" | "api-key" | "x-api-key") | null;
  name?: string | null;
  terms?: TermsBody | null;
  wire?: WireName | null;
}
/**
 * A key, which is sealed and never shown again, or an identity of Entra ID (`secret` is then the client's).
 *
 * Variables and files of the server are named by its command line or its configuration file, never from afar.
 */
export interface CredentialBody {
  entra?: EntraBody | null;
  kind: "none" | "vault" | "entra";
  secret?: string | null;
}
/**
 * Who we are to Entra ID.
 */
export interface EntraBody {
  client?: string | null;
  method: "managed_identity" | "workload_identity" | "client_secret";
  scope?: string;
  tenant?: string | null;
}
/**
 * What happens to words at an account; what is left out is not known. Who declares it and when is added.
 */
export interface TermsBody {
  contract?: string | null;
  kept_days?: number | null;
  kept_note?: string | null;
  monitored?: boolean | null;
  region?: string | null;
  trained_on?: boolean | null;
}
/**
 * All accounts.
 */
export interface AccountList {
  items: Account[];
}
/**
 * A model of the catalogue.
 *
 * `destination` and `terms` are None where it cannot be built now: its accounts are disabled, or no local engine runs.
 */
export interface AdminModel {
  abilities: Abilities;
  default: boolean;
  description: string | null;
  destination: ModelDestination | null;
  enabled: boolean;
  fallback: string[];
  file: string | null;
  fit_for_work: boolean;
  groups: string[];
  id: string;
  kind: "builtin" | "gguf" | "openai";
  layout: Layout;
  name: string;
  places: AdminPlace[];
  state: "ready" | "starting" | "asleep" | "unavailable";
  terms: Terms | null;
  tested: Tested | null;
  trouble: string | null;
  upstream_model: string;
}
/**
 * How the engine of a model file is laid out; None is chosen by the machine.
 */
export interface Layout {
  context: number | null;
  gpu_layers: number | null;
  slots: number | null;
  threads: number | null;
}
/**
 * One place of a model.
 */
export interface AdminPlace {
  account: string;
  upstream_model: string;
  weight: number;
}
/**
 * How the last test went; `code` is None if the model answered.
 */
export interface Tested {
  at: string;
  code: string | null;
  seconds: number;
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
  auditor: boolean;
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
  guard?: GuardBody | null;
  kind: "again";
  message_id: string;
  model?: string | null;
}
/**
 * What the person says about what the guard found; it holds for the rest of the chat.
 */
export interface GuardBody {
  /**
   * @maxItems 1000
   */
  decisions?: DecisionBody[];
}
/**
 * What the person says about one thing that the guard found: the finding's key, and the way out that was chosen.
 */
export interface DecisionBody {
  key: string;
  valve: "not_sensitive" | "remove" | "stand_ins" | "real_values" | "release";
}
/**
 * What the organisation allows. The purpose is needed to allow it, and is shown to everybody who is asked.
 */
export interface AllowBody {
  allowed: boolean;
  purpose?: string;
}
/**
 * What the organisation allows, and the hash that a yes names.
 */
export interface Allowed {
  allowed: boolean;
  changed_at: string | null;
  purpose: string;
  purpose_hash: string;
  version: number;
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
 * Somebody's request, for an officer. `labels` are the English names of its kinds, in their order.
 */
export interface AskedRelease {
  answered_at: string | null;
  answered_by: string | null;
  asked_at: string;
  asked_by: Asker;
  chat_id: string;
  excerpt: string | null;
  granted: boolean | null;
  id: string;
  keys: string[];
  kinds: string[];
  labels: string[];
  note: string | null;
  reason: string;
  until: string | null;
}
/**
 * Who asks.
 */
export interface Asker {
  email: string | null;
  id: string;
  name: string | null;
}
/**
 * Everybody's requests, those that wait first.
 */
export interface AskedReleases {
  items: AskedRelease[];
}
/**
 * A file that went with a message, as it was then.
 *
 * `portions` are those that the person chose, counted from 0; None for all of the `of` that there are. `size` is their
 * text in bytes.
 */
export interface Attachment {
  file: string;
  kind: string;
  name: string;
  of: number;
  portions?: number[] | null;
  size: number;
  unit: string;
}
/**
 * A file of this chat that goes with the message; `portions` chooses parts of it by number, null takes all.
 */
export interface AttachmentBody {
  file: string;
  portions?: number[] | null;
}
/**
 * Why the guard did not let words go: which rule, what it found, whom to ask, and what the person may do.
 *
 * `options` are `edit`, and `demo` where the demo model may answer; `action` is warn, keep_local or refuse.
 */
export interface Blocked {
  action: string;
  contact: string | null;
  findings: BlockedFinding[];
  options?: string[];
  policy: string;
  rule: string;
  title: string;
}
/**
 * One thing that the guard stopped at. `key` is stable within a chat; `valves` are the ways out of it.
 */
export interface BlockedFinding {
  count: number;
  key: string;
  kind: string;
  label: string;
  valves?: string[];
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
 * A category with the number of its terms; its findings are of the kind `term.` and its name.
 */
export interface Category {
  category: string;
  count: number;
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
 * Days without use after which the chat goes; null: as the rules say.
 */
export interface ChatDaysBody {
  days: number | null;
}
/**
 * A file of a chat, read into `of` portions with `text_size` bytes of text. `cut`: there was more than is kept.
 *
 * `portions` is empty in a list of files.
 */
export interface ChatFile {
  created_at: string;
  cut: boolean;
  error: Trouble | null;
  id: string;
  kind: Inhouse_Knowledge_Document__Kind | null;
  name: string;
  of: number;
  picture: Picture | null;
  portions: Portion[];
  progress: FileProgress | null;
  size: number;
  state: FileState;
  text_size: number;
}
/**
 * Why an answer failed, in words for its reader.
 */
export interface Trouble {
  code: string;
  guard?: Blocked | null;
  hint: string | null;
  message: string;
  retryable: boolean;
}
/**
 * The picture as it is kept, in pixels.
 */
export interface Picture {
  height: number;
  width: number;
}
/**
 * A portion of a document. `size` is its text in bytes; the numbers count from 0 in the order of the list.
 */
export interface Portion {
  first: number;
  label: string;
  last: number;
  number: number;
  piece: number;
  size: number;
  unit: Unit;
}
/**
 * How far reading is; `total` is 0 while nobody knows.
 */
export interface FileProgress {
  done: number;
  total: number;
}
/**
 * The files of a chat, in the order in which they came.
 */
export interface ChatFileList {
  items: ChatFile[];
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
 * When a chat goes if nobody uses it (null: it stays), by its owner's days and by the rule that it is under.
 */
export interface ChatRetention {
  days: number | null;
  goes_at: string | null;
  rule_days: number | null;
}
/**
 * What would happen. Positions are code points of the text; `kept_on` is the model that would answer instead.
 *
 * In a dry run (`mode` record) nothing of it happens: everything goes.
 */
export interface Check {
  action: Action;
  destination: Destination;
  files: FileChecked[];
  findings: Shown[];
  kept_on: ModelNamed | null;
  mode: Mode;
  model: ModelNamed;
  policy: PolicyNamed;
  would_leave: string;
}
/**
 * A destination as it is shown: its name and how far away it is.
 */
export interface Destination {
  destination_class: DestinationClass;
  name: string;
}
/**
 * What would happen because of one file, and how many things of each kind it holds.
 */
export interface FileChecked {
  action: Action;
  counts: KindCount[];
  file_id: string;
}
/**
 * How many things of one kind the guard found. `label` names the kind for people, in English.
 */
export interface KindCount {
  count: number;
  kind: string;
  label: string;
}
/**
 * A finding: code points `start` to `end` of the text that was checked. `stand_in` is what would leave instead.
 */
export interface Shown {
  action: Action;
  end: number;
  key: string;
  kind: string;
  label: string;
  rule: Named | null;
  stand_in: string | null;
  start: number;
  treatment: Treatment;
  valves: Valve[];
}
/**
 * The rule that asks for something.
 */
export interface Named {
  id: string;
  title: string;
}
/**
 * A model by its id and the name that people see.
 */
export interface ModelNamed {
  id: string;
  name: string;
}
/**
 * A policy and its version.
 */
export interface PolicyNamed {
  name: string;
  version: number;
}
/**
 * A draft. Without a `chat_id` there are no files; without a model the default is meant.
 *
 * `decisions` hold for this check alone; a release is never one of them.
 */
export interface CheckBody {
  chat_id?: string | null;
  /**
   * @maxItems 1000
   */
  decisions?: ChosenBody[];
  /**
   * @maxItems 20
   */
  file_ids?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ];
  model?: string | null;
  text?: string;
}
/**
 * What the person would say about one thing that was found: its key, and the way out.
 */
export interface ChosenBody {
  key: string;
  valve: Valve;
}
/**
 * More of an answer that ended early.
 */
export interface ContinueBody {
  guard?: GuardBody | null;
  kind: "continue";
  message_id: string;
}
/**
 * A place outside that checkpoints are sent to: how many entries its last one covers, and what went wrong since.
 */
export interface CopyStatus {
  entries: number;
  kind: string;
  name: string;
  sent_at: string | null;
  trouble: string | null;
}
/**
 * A file of which only `took` of `of` portions went into the prompt; `unit` says what the portions are.
 */
export interface CutFile {
  file_id: string;
  name: string;
  of: number;
  took: number;
  unit: string;
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
 * Until when a deleted chat can be brought back, and the receipt that holds from then on.
 *
 * There is none for a temporary chat, of which nothing was stored.
 */
export interface Deleted {
  receipt: RemovalReceipt | null;
  undo_until: string;
}
/**
 * A removal on record: the act's id finds its proof.
 *
 * `unreadable_here`: through Inhouse. `unreadable_anywhere`: to a holder of disk, logs and master key.
 */
export interface RemovalReceipt {
  act: string;
  unreadable_anywhere: string;
  unreadable_here: string;
}
/**
 * How far the demo has come. `possible`: this server can run it; a sealed one cannot.
 *
 * `trouble`: why it failed. Only administrators are told what names the server's folders.
 */
export interface DemoWalk {
  possible: boolean;
  started_at: string | null;
  state: WalkState;
  steps: Step[];
  trouble: string | null;
}
/**
 * One step, and what was seen. `held`: as promised.
 *
 * In earnest it is done at `place` in the browser, by `command`, or by both; the one that is not needed is empty.
 */
export interface Step {
  command: string;
  held?: boolean;
  id: string;
  place: string;
  seen: string[];
  title: string;
}
/**
 * Your calls of one day (UTC) to one model: how many left for it, and how many did not leave.
 */
export interface Departure {
  day: string;
  destination_class: DestinationClass;
  left: number;
  model: string;
  refused: number;
}
/**
 * Calls of the last days by day and destination. Not all are counted yet while `counted` is less than `of`.
 *
 * With a `cause` they were refused, for that cause; without one they left.
 */
export interface DepartureSums {
  counted: number;
  days: number;
  items: DestinationSum[];
  of: number;
  unreadable: number;
}
/**
 * Calls of one day (UTC) to one destination: they left, or were refused for the same cause.
 */
export interface DestinationSum {
  bytes: number;
  calls: number;
  cause: string | null;
  day: string;
  destination: string;
  destination_class: string;
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
 * An entry of the ledger: its number, its exact bytes (JSON in UTF-8), and its proof as C2SP tlog-proof writes it.
 *
 * `proof` is null until a checkpoint covers the entry, about a second later.
 */
export interface Entry {
  entry: string;
  line: string;
  proof: string | null;
}
/**
 * Who has a password shows it; who has none types their e-mail.
 */
export interface EraseBody {
  email?: string;
  password?: string;
}
/**
 * Says `delete all my chats`, so that no slip of a program does it.
 */
export interface EveryChatBody {
  confirm: string;
}
/**
 * Sums of a month. `fewest`: fewer people than this are counted among the others, or not shown at all.
 */
export interface EverybodysUsage {
  by: By;
  fewest: number;
  items: UsageSum[];
  month: string;
}
/**
 * Calls of five or more people. Without a label they are the others; without a day, of the whole month.
 */
export interface UsageSum {
  calls: number;
  completion_tokens: number;
  cost_micros: number;
  currency: string | null;
  day: string | null;
  label: string | null;
  people: number;
  prompt_tokens: number;
}
/**
 * How many chats and files, and the bytes of their words and of the files.
 */
export interface Extent {
  bytes: number;
  chats: number;
  files: number;
}
/**
 * How full the context is for the next message.
 *
 * `attached_fits` is how many bytes of text go in of the files of the turns that stay, the next message's among them.
 */
export interface Gauge {
  attached_fits?: number;
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
 * A group, and how many days its members' chats stay.
 */
export interface GroupDays {
  days: number;
  group: string;
}
/**
 * A group, and how many days its members' chats stay.
 */
export interface GroupDaysBody {
  days: number;
  group: string;
}
/**
 * All groups, by name.
 */
export interface GroupList {
  items: Group[];
}
/**
 * What rules saw and did since a day, in whole calendar months.
 */
export interface GuardCounts {
  fewest: number;
  items: RuleCount[];
  since: string;
}
/**
 * What a rule saw and did; the numbers are null where fewer than five people are behind them.
 *
 * `rule` null: what nobody could read and no rule speaks of. `title` null: the policy has no such rule any more.
 */
export interface RuleCount {
  kept_local: number | null;
  mode: Mode;
  overridden: number | null;
  people: number | null;
  refused: number | null;
  removed: number | null;
  replaced: number | null;
  rule: string | null;
  seen: number | null;
  title: string | null;
  warned: number | null;
}
/**
 * The policy in force. In a dry run (`mode` record) it only counts what it would do.
 */
export interface GuardStatus {
  mode: "enforce" | "record";
  policy: string;
  policy_hash: string;
  version: number;
}
/**
 * What the guard did for an answer, as its Disclosure said; `restored` are the stand-ins that the answer held.
 */
export interface Guarded {
  kept_from?: string | null;
  line: string;
  removed?: KindCount[];
  replaced?: number;
  restored?: Restored[];
  verdict: string;
}
/**
 * Words of a person in an answer, and the stand-in that the model saw and wrote instead of them.
 */
export interface Restored {
  stand_in: string;
  value: string;
}
/**
 * What is to count for a group; null: for everybody. `free` takes back what was said.
 */
export interface HistoryBody {
  group?: string | null;
  history: History;
}
/**
 * What is said for a group; null: for everybody.
 */
export interface HistoryRule {
  group: string | null;
  history: History;
}
/**
 * All that is said, that of everybody first. Who nothing is said for chooses freely.
 */
export interface HistoryRules {
  items: HistoryRule[];
}
/**
 * A list to keep. `replace`: it takes the place of all terms that are there.
 */
export interface ImportBody {
  category?: string;
  content?: string;
  replace?: boolean;
  text?: string;
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
 * A kind of finding, with its name in English.
 */
export interface Kind {
  family: Family;
  kind: string;
  label: string;
}
/**
 * All kinds that a rule can name.
 */
export interface KindList {
  items: Kind[];
}
/**
 * How the engine of a model file is laid out; what is left out is chosen by the machine.
 */
export interface LayoutBody {
  context?: number | null;
  gpu_layers?: number | null;
  slots?: number | null;
  threads?: number | null;
}
/**
 * The log of this server. `copies` are the places outside that checkpoints are sent to.
 *
 * Sealed, another process writes the files and sends the copies: `published` is None, and `copies` are not known.
 */
export interface LedgerStatus {
  copies?: CopyStatus[];
  last_at: string | null;
  lines: number;
  open_lines: number;
  published?: PublishedStatus | null;
  writable: boolean;
}
/**
 * The files of the log: how many entries their last checkpoint covers, and why they do not follow, if so.
 *
 * `rewritten` says what of the table is not what was signed; it stays said until the next start.
 */
export interface PublishedStatus {
  entries: number;
  rewritten: string | null;
  trouble: string | null;
}
/**
 * A limit. `spent_micros` is of this month, and null where it would show what one person or few used.
 */
export interface Limit {
  budget_micros: number | null;
  currency: string | null;
  id: string;
  kind: Inhouse_Gateway_Limits_Rule__Kind;
  model: string | null;
  requests_per_minute: number | null;
  spent_micros: number | null;
  streams: number | null;
  subject: string | null;
  tokens_per_minute: number | null;
}
/**
 * A limit to keep; one for the same subject and model is replaced. `budget_micros` is millionths of `currency`.
 */
export interface LimitBody {
  budget_micros?: number | null;
  currency?: string | null;
  kind: KindInput;
  model?: string | null;
  requests_per_minute?: number | null;
  streams?: number | null;
  subject?: string | null;
  tokens_per_minute?: number | null;
}
/**
 * All limits, the widest first.
 */
export interface LimitList {
  items: Limit[];
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
 * A list of terms: as text, or as a file in whichever encoding, in base64. `category` is for lines without one.
 */
export interface ListBody {
  category?: string;
  content?: string;
  text?: string;
}
/**
 * What was found in one log. It is sound without faults; `more_faults` are counted and not told.
 */
export interface LogFound {
  acts: number;
  entries: number;
  faults: string[];
  log: string;
  more_faults: number;
  refused: number;
  remarks: string[];
  sent: number;
}
/**
 * A log with its newest checkpoint. `note` is the checkpoint as it was signed, for whoever wants to keep it.
 */
export interface LogStanding {
  entries: number;
  log: string;
  note: string | null;
  signed_at: string | null;
  trouble?: string | null;
}
/**
 * A message. While it is being written, `text` is what stood there when its run began; events bring the rest.
 */
export interface Message {
  attachments: Attachment[];
  created_at: string;
  cut_files: CutFile[];
  destination: Destination | null;
  error: Trouble | null;
  finish: string | null;
  guarded: Guarded | null;
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
  usage: TokenCount | null;
}
/**
 * Tokens of one answer, as the model counted them.
 */
export interface TokenCount {
  completion_tokens: number;
  prompt_tokens: number;
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
 *
 * `places` are all places where it answers; `destination` is the farthest of them. One that is `asleep` is ready, and
 * is loaded when it is asked.
 */
export interface Model {
  answer_tokens: number;
  context_tokens: number;
  demo: boolean;
  description: string;
  destination: ModelDestination;
  embeds: boolean;
  fallback: string[];
  fit_for_work: boolean;
  id: string;
  images: boolean;
  name: string;
  places: Place[];
  prices: Prices | null;
  ready: boolean;
  reasoning: boolean;
  state: "ready" | "starting" | "asleep" | "unavailable";
  structured: boolean;
  terms: Terms;
  tools: boolean;
}
/**
 * One of several places where a model answers, with its share of the calls.
 */
export interface Place {
  destination: ModelDestination;
  region: string | null;
  weight: number;
}
/**
 * What to change of a model; what is left out stays.
 */
export interface ModelChangeBody {
  abilities?: AbilitiesBody | null;
  default?: boolean | null;
  description?: string | null;
  enabled?: boolean | null;
  fallback?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | null;
  fit_for_work?: boolean | null;
  groups?: string[] | null;
  layout?: LayoutBody | null;
  name?: string | null;
  places?:
    | [PlaceBody]
    | [PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | null;
}
/**
 * One place of a model.
 */
export interface PlaceBody {
  account: string;
  upstream_model: string;
  weight?: number;
}
/**
 * The models, the default first.
 */
export interface ModelList {
  default: string | null;
  items: Model[];
}
/**
 * What of yours went where in the last days.
 */
export interface MyDepartures {
  days: number;
  items: Departure[];
}
/**
 * What counts for you. A chat whose history is off is forgotten after `idle_seconds` without use at the latest.
 */
export interface MyHistory {
  history: History;
  idle_seconds: number;
}
/**
 * A limit that counts you, with what is left of it in this minute.
 */
export interface MyLimit {
  budget_micros: number | null;
  currency: string | null;
  id: string;
  kind: Inhouse_Gateway_Limits_Rule__Kind;
  model: string | null;
  requests_left: number | null;
  requests_per_minute: number | null;
  spent_micros: number | null;
  streams: number | null;
  subject: string | null;
  tokens_left: number | null;
  tokens_per_minute: number | null;
}
/**
 * All limits that count you.
 */
export interface MyLimitList {
  items: MyLimit[];
}
/**
 * Your use of a month.
 */
export interface MyUsage {
  items: UsageDay[];
  month: string;
}
/**
 * Your calls of one day (UTC) with one model by one key (null: in the browser). `cost_micros` is millionths.
 */
export interface UsageDay {
  cached_tokens: number;
  calls: number;
  completion_tokens: number;
  cost_micros: number;
  currency: string | null;
  day: string;
  key_id: string | null;
  model: string;
  prompt_tokens: number;
  reasoning_tokens: number;
}
/**
 * The name of a group or a service account.
 */
export interface NameBody {
  name: string;
}
/**
 * The way in and the way out.
 *
 * `tls` says who speaks TLS with browsers. `opened` names the external destinations whose certificates only the
 * company's authorities vouched for: their traffic is opened on the way, and can be read there.
 */
export interface NetworkStatus {
  company_authorities?: boolean;
  opened?: string[];
  proxy?: string | null;
  public_url?: string | null;
  tls?: "own" | "proxy" | "none";
}
/**
 * An account to add. Without a name it gets its host's.
 */
export interface NewAccountBody {
  api_version?: string | null;
  at_once?: number | null;
  credential?: CredentialBody1;
  destination_class: DestinationClass;
  endpoint: string;
  header?: ("authorization" | "api-key" | "x-api-key") | null;
  name?: string | null;
  terms?: TermsBody1;
  /**
   * How a model's server wants to be spoken to; `models.wires` has one file each.
   */
  wire?: "openai" | "azure" | "responses" | "anthropic";
}
/**
 * A key, which is sealed and never shown again, or an identity of Entra ID (`secret` is then the client's).
 *
 * Variables and files of the server are named by its command line or its configuration file, never from afar.
 */
export interface CredentialBody1 {
  entra?: EntraBody | null;
  kind: "none" | "vault" | "entra";
  secret?: string | null;
}
/**
 * What happens to words at an account; what is left out is not known. Who declares it and when is added.
 */
export interface TermsBody1 {
  contract?: string | null;
  kept_days?: number | null;
  kept_note?: string | null;
  monitored?: boolean | null;
  region?: string | null;
  trained_on?: boolean | null;
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
 * A chat to make. The same `id` again gives the same chat. `temporary`: its history is off, so it is not stored.
 */
export interface NewChat {
  id?: string | null;
  instructions?: string;
  model?: string | null;
  temperature?: number | null;
  temporary?: boolean;
}
/**
 * A model to add: a brain (`brain_id`), one at accounts (`places`), or at a new `account` (`upstream_model`).
 */
export interface NewModelBody {
  abilities?: AbilitiesBody1;
  account?: NewAccountBody | null;
  brain_id?: string | null;
  description?: string | null;
  enabled?: boolean;
  /**
   * @maxItems 10
   */
  fallback?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string];
  fit_for_work?: boolean;
  /**
   * @maxItems 100
   */
  groups?: string[];
  make_default?: boolean;
  name: string;
  places?:
    | [PlaceBody]
    | [PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody, PlaceBody]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | [
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody,
        PlaceBody
      ]
    | null;
  upstream_model?: string | null;
}
/**
 * What the model can do; what is left out is as suggested by its name, or stays.
 */
export interface AbilitiesBody1 {
  answer_tokens?: number | null;
  context_tokens?: number | null;
  embeds?: boolean | null;
  images?: boolean | null;
  prices?: PricesBody | null;
  quirks?: QuirksBody | null;
  reasoning?: boolean | null;
  structured?: boolean | null;
  tools?: boolean | null;
}
/**
 * Somebody to invite. They choose their password themselves, by a one-time link.
 */
export interface NewPersonBody {
  admin?: boolean;
  auditor?: boolean;
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
  auditor: boolean;
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
  auditor?: boolean | null;
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
 * One place as an administrator sees it. `pause_seconds` is how long it will still be left alone.
 */
export interface PlaceState {
  breaker: BreakerState;
  destination: string;
  failures: number;
  model: string;
  pause_seconds: number;
  running: number;
  waiting: number;
}
/**
 * A version of the policy; `preset`: whose rules it has. `changed_by` null: the command line, the first start.
 */
export interface Policy {
  changed_at: string;
  changed_by: string | null;
  hash: string;
  note: string;
  policy: PolicyBody;
  preset: string | null;
  version: number;
}
/**
 * Rules with a name; the strongest rule that matches a finding holds, whatever their order.
 *
 * `countries`: whose national numbers are looked for. `officers`: the group that answers requests for release; null:
 * the administrators.
 */
export interface PolicyBody {
  contact?: string;
  countries?: string[];
  /**
   * Whether the policy holds, or only counts what it would do.
   */
  mode?: "enforce" | "record";
  name: string;
  officers?: string | null;
  rules: RuleBody[];
}
/**
 * What findings of some kinds mean on the way to some destinations. `models` and `groups` null: all of them.
 *
 * `kinds` are kinds (`personal.iban`), families (`secret.*`) or `*`. `at_least`: from so many different findings on.
 */
export interface RuleBody {
  action: Action;
  at_least?: number;
  description?: string;
  destinations: DestinationClass[];
  groups?: string[] | null;
  id: string;
  kinds: string[];
  models?: string[] | null;
  title: string;
  valves?: Valve[];
}
/**
 * A policy to put in force, and why.
 */
export interface PolicyChange {
  note?: string;
  policy: PolicyBody;
}
/**
 * Versions, the newest first; `next` is what to ask for as `before`.
 */
export interface PolicyHistory {
  items: Policy[];
  next: number | null;
}
/**
 * The text of one portion.
 */
export interface PortionText {
  text: string;
}
/**
 * A policy to begin with.
 */
export interface Preset {
  name: string;
  policy: PolicyBody;
}
/**
 * All presets.
 */
export interface PresetList {
  items: Preset[];
}
/**
 * A line that was not understood.
 */
export interface Problem {
  line: number;
  reason: string;
  text: string;
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
 * One promise and how far it holds. `mend` is the command or the line of the settings that would mend it.
 *
 * `said` says the same as the English `detail`, for programs and for other languages.
 */
export interface PromiseLine {
  detail: string;
  id: string;
  mend: string | null;
  said: Sentence[];
  state: "proved" | "enforced" | "configured" | "declared" | "weak" | "off";
  title: string;
}
/**
 * Something said, without a language: the code and the facts that fill it.
 */
export interface Sentence {
  code: string;
  facts: {
    [k: string]: number | string | Sentence[];
  };
}
/**
 * The record and the house. Without `published` another process writes the files and sends the copies.
 */
export interface Proof {
  copies: CopyStatus[];
  logs: LogStanding[];
  promises: PromiseLine[];
  published: PublishedStatus | null;
  verifier_keys: string[];
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
 * A receipt. `went` is there for words that left or were refused, `facts` for an act.
 *
 * `known` is `proved` when `inhouse ledger check` can check it without this server, and until then `self-reported`.
 */
export interface Receipt {
  closed_by: Entry | null;
  entry: Entry;
  facts: {
    [k: string]: string | number | null;
  } | null;
  kind: string;
  known: "proved" | "self-reported";
  line: string;
  outcome: string | null;
  receipt: string;
  time: string;
  went: Went | null;
}
/**
 * Where words went, or would have gone; `found` counts what the guard found, by kind.
 */
export interface Went {
  assurance: string;
  bytes: number;
  destination: string;
  destination_class: string;
  found: {
    [k: string]: number;
  };
  guard: string;
  model: string;
  policy: string;
  policy_version: number | null;
  replaced: number | null;
  terms: ReceiptTerms | null;
  verdict: string;
}
/**
 * The data terms that were declared for the place then; None where nobody knew.
 *
 * `declared_by` is told as long as the declaration of that day stands.
 */
export interface ReceiptTerms {
  declared_by: string | null;
  declared_on: string | null;
  kept_days: number | null;
  monitored: boolean | null;
  trained_on: boolean | null;
}
/**
 * The act that has gone on record; its receipt is under `/api/receipts`.
 */
export interface Receipted {
  act: string;
}
/**
 * A request for release and its answer; `until` is how long a granted one holds.
 */
export interface Release {
  answered_at: string | null;
  answered_by: string | null;
  asked_at: string;
  chat_id: string;
  excerpt: string | null;
  granted: boolean | null;
  id: string;
  keys: string[];
  kinds: string[];
  note: string | null;
  reason: string;
  until: string | null;
}
/**
 * An officer's answer; `hours` is how long it holds when it is granted.
 */
export interface ReleaseAnswer {
  grant: boolean;
  hours?: number;
  note?: string;
}
/**
 * A request that findings of a chat may leave, of these kinds. `excerpt` is shown to the officer who answers.
 */
export interface ReleaseBody {
  chat_id: string;
  excerpt?: string | null;
  /**
   * @minItems 1
   * @maxItems 200
   */
  keys: [string, ...string[]];
  /**
   * @minItems 1
   * @maxItems 200
   */
  kinds: [string, ...string[]];
  reason: string;
}
/**
 * Your requests, the newest first; `officer`: you answer those of others.
 */
export interface ReleaseList {
  items: Release[];
  officer: boolean;
}
/**
 * How many chats went, besides temporary ones, and the receipt.
 */
export interface RemovedChats {
  chats: number;
  receipt: RemovalReceipt;
}
/**
 * The receipt; null for a file that was never sent, and in a temporary chat, of which nothing was stored.
 */
export interface RemovedFile {
  receipt: RemovalReceipt | null;
}
/**
 * How many messages went, and the receipt; null for a temporary chat, of which nothing was stored.
 */
export interface RemovedMessages {
  messages: number;
  receipt: RemovalReceipt | null;
}
/**
 * All rules. Nothing goes by them until `notice_days` after they were changed.
 */
export interface Retention {
  changed_at: string | null;
  days: number | null;
  groups: GroupDays[];
  notice_days: number;
}
/**
 * All rules. `days` null: chats stay. A group's rule takes the place of the organisation's.
 */
export interface RetentionBody {
  days: number | null;
  /**
   * @maxItems 1000
   */
  groups?: GroupDaysBody[];
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
 * What the caller said once. `counts`: it is a yes to the purpose as it is now.
 */
export interface Said {
  chat_id: string | null;
  counts: boolean;
  said_at: string;
  yes: boolean;
}
/**
 * A term as it was understood.
 */
export interface Sample {
  category: string;
  term: string;
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
 * What left for an answer. `unchanged`: the words that people wrote, and `messages` is empty.
 *
 * `model` is the one that saw it, `line` its number in the ledger. `stand_ins` are those that the
 * messages hold.
 */
export interface Sent {
  destination: Destination | null;
  line: string | null;
  messages: SentMessage[];
  model: string | null;
  replaced: number;
  stand_ins: string[];
  unchanged: boolean;
}
/**
 * One message as it left: who speaks, and the words.
 */
export interface SentMessage {
  role: string;
  text: string;
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
 * A text and a way: a model, or only how far away it would be. Without a policy the one in force is meant.
 */
export interface SimulateBody {
  /**
   * How far away a destination is: this machine, our own network, somebody else.
   */
  destination_class?: "local" | "private" | "external";
  /**
   * @maxItems 100
   */
  group_ids?: string[];
  model?: string | null;
  policy?: PolicyBody | null;
  text: string;
}
/**
 * What would happen. Positions are code points of the text.
 */
export interface Simulated {
  action: Action;
  destination_class: DestinationClass;
  findings: Shown[];
  mode: Mode;
  policy: string;
  would_leave: string;
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
  guard: GuardStatus;
  ledger: LedgerStatus;
  network: NetworkStatus;
  places: PlaceState[];
  promises: PromiseLine[];
  queue: QueueStatus;
  uptime_seconds: number;
  version: string;
}
/**
 * What a model can probably do. `family` is None where its name is not known.
 */
export interface Suggestion {
  abilities: Abilities;
  family: string | null;
}
/**
 * A term. `exact`: it is found as it is written and no other way.
 */
export interface Term {
  category: string;
  exact: boolean;
  id: string;
  note: string;
  term: string;
}
/**
 * Terms in the order in which they were added. `total` and `categories` are of all terms.
 */
export interface TermPage {
  categories: Category[];
  items: Term[];
  next: string | null;
  total: number;
}
/**
 * How a model did at all its places; `ok` if it answers at each.
 */
export interface TestReport {
  model: string;
  ok: boolean;
  places: TestedPlace[];
}
/**
 * How one place did. `code` is `ok`, `slow`, or what is wrong; `line` is the number of its line in the ledger.
 */
export interface TestedPlace {
  code: string;
  destination: string;
  hint: string | null;
  line: string | null;
  message: string;
  ok: boolean;
  seconds: number;
  upstream_model: string;
}
/**
 * What is allowed, and everything that the caller said, newest first.
 */
export interface Training {
  allowed: Allowed;
  said: Said[];
}
/**
 * What the organisation allows, as administrators see it.
 *
 * `changed_by` is None for the command line and before anybody decided. `people` is how many people's yes counts now,
 * in steps of `fewest`, and None when they are fewer.
 */
export interface TrainingRule {
  allowed: boolean;
  changed_at: string | null;
  changed_by: string | null;
  fewest: number;
  people: number | null;
  purpose: string;
  purpose_hash: string;
  version: number;
}
/**
 * What was understood of a list: new terms, and those that are there already.
 *
 * `problems` are the first 200 of `problem_count`. `columns` are what the columns were taken for: term, category,
 * note, exact, or nothing.
 */
export interface Understood {
  categories: Category[];
  columns: string[];
  delimiter: string;
  fresh: number;
  known: number;
  problem_count: number;
  problems: Problem[];
  sample: Sample[];
}
/**
 * The last verification of the record by the server itself, or the one that runs; figures are entries.
 */
export interface Verification {
  done: number;
  ended_at: string | null;
  logs: LogFound[];
  of: number;
  stage: VerificationStage;
  started_at: string | null;
  trouble: string | null;
}
/**
 * New words. `message_id` is made by the client; the same id again gives the same run.
 */
export interface Inhouse_Chat_Http__SayBody {
  attachments?: AttachmentBody[];
  guard?: GuardBody | null;
  kind: "say";
  message_id?: string | null;
  model?: string | null;
  parent_id?: string | null;
  text: string;
}
/**
 * A yes or a no: about one chat, or without one from now on. `purpose_hash` names the words that were read.
 */
export interface Inhouse_Chat_Training_Http__SayBody {
  chat_id?: string | null;
  purpose_hash: string;
  yes: boolean;
}
