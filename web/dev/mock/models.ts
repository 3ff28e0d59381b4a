// The models and accounts of the mock's little world.
import type { Abilities, Account, AdminModel, Model, Quirks, Terms } from "../../src/api/types";

export type MockModel = Model & AdminModel;

const quirks: Quirks = { continues: false, extra: {}, max_tokens_field: "max_tokens", reasoning_effort: false, store: false, stream_usage: true, system_role: "system", temperature: true };
export const plainAbilities: Abilities = { answer_tokens: 8192, context_tokens: 131072, embeds: false, images: false, prices: null, quirks, reasoning: false, structured: true, tools: true };

const unknown: Terms = { where: "", trained_on: "", kept: "", monitored: "", training: "unknown", kept_days: null, kept_note: null, monitoring: "unknown", region: null, contract: null, declared_by: null, declared_on: null };
const contract: Terms = { ...unknown, training: "no", kept_days: 30, monitoring: "yes", region: "Sweden Central", contract: "DPA 2026-04", declared_by: "Mara Lindqvist", declared_on: "2026-11-02" };

export const local = { name: "This machine", destination_class: "local", assurance: "enforced" } as const;
const azure = { name: "Azure OpenAI (acme.openai.azure.com)", destination_class: "external", assurance: "declared" } as const;
const vllm = { name: "vLLM, Frankfurt", destination_class: "private", assurance: "declared" } as const;
const ollama = { name: "Ollama", destination_class: "local", assurance: "declared" } as const;

const plain: MockModel = {
  id: "demo",
  name: "SmolLM2 135M",
  description: "A tiny model for trying the house out.",
  destination: local,
  terms: { ...unknown, training: "no", kept_days: 0, monitoring: "no" },
  fit_for_work: false,
  demo: true,
  context_tokens: 8192,
  answer_tokens: 512,
  tools: false,
  images: false,
  reasoning: false,
  structured: false,
  embeds: false,
  prices: null,
  places: [] as never,
  fallback: [],
  ready: true,
  state: "ready",
  enabled: true,
  default: true,
  kind: "builtin",
  upstream_model: "demo",
  file: null,
  groups: [],
  abilities: { ...plainAbilities, answer_tokens: 512, context_tokens: 8192, tools: false, structured: false },
  layout: { context: null, slots: null, threads: null, gpu_layers: null },
  trouble: null,
  tested: null,
};

function made(model: Partial<MockModel>): MockModel {
  return { ...plain, demo: false, default: false, kind: "openai", fit_for_work: true, abilities: plainAbilities, context_tokens: 131072, ...model };
}

export const models: MockModel[] = [
  plain,
  made({ id: "qwen", name: "Qwen3 8B", description: "Quick answers from the server on this machine.", destination: ollama, terms: unknown, upstream_model: "qwen3:8b" }),
  made({ id: "llama", name: "Llama 3.3 70B", description: "A strong general model on your own servers.", destination: vllm, terms: { ...unknown, training: "no", kept_days: 0, monitoring: "no", declared_by: "Mara Lindqvist", declared_on: "2026-10-14" }, upstream_model: "llama-3.3", tested: { at: new Date(Date.now() - 7_200_000).toISOString(), code: null, seconds: 0.8 } }),
  made({ id: "gpt", name: "GPT-4o", description: "For texts that may leave the house.", destination: azure, terms: contract, upstream_model: "gpt-4o", images: true, abilities: { ...plainAbilities, images: true }, tested: { at: new Date(Date.now() - 90_000_000).toISOString(), code: "key_refused", seconds: 0.2 } }),
  made({ id: "closed", name: "Mistral Large", description: "", destination: { ...azure, name: "Mistral" }, terms: unknown, upstream_model: "mistral-large", enabled: true }),
];

export const accounts: Account[] = [
  { id: "11111111-1111-4111-8111-111111111111", name: "Azure OpenAI (acme.openai.azure.com)", endpoint: "https://acme.openai.azure.com/openai", wire: "azure", api_version: "2024-10-21", destination: azure, credential: { kind: "entra", place: null, method: "managed_identity", tenant: null, client: null }, header: "authorization", at_once: null, enabled: true, terms: contract, trouble: null },
  { id: "22222222-2222-4222-8222-222222222222", name: "vLLM, Frankfurt", endpoint: "http://10.0.4.17:8000/v1", wire: "openai", api_version: null, destination: vllm, credential: { kind: "environment", place: "VLLM_KEY", method: null, tenant: null, client: null }, header: "authorization", at_once: 8, enabled: true, terms: unknown, trouble: "The variable VLLM_KEY is not set." },
];
