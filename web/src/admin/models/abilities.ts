import type { Abilities, AbilitiesBody, Prices, Quirks, QuirksBody } from "~/api/types";

export const switches = ["images", "tools", "reasoning", "structured", "embeds"] as const;
export const quirkSwitches = ["temperature", "reasoning_effort", "store", "stream_usage", "continues"] as const;
export const lengthFields = ["max_tokens", "max_completion_tokens"] as const;
export const systemRoles = ["system", "developer", "user"] as const;

type Extra = Quirks["extra"];

/** What a model can do, as it stands in a form: figures are text while they are typed. */
export interface AbilitiesDraft extends Record<(typeof switches)[number], boolean> {
  context: string;
  answer: string;
  currency: string;
  prompt: string;
  completion: string;
  cached: string;
  quirks: Omit<Quirks, "extra">;
  /** Further fields of every call, as JSON. */
  extra: string;
}

export function draftOf(abilities: Abilities): AbilitiesDraft {
  const { prices, quirks, context_tokens, answer_tokens, images, tools, reasoning, structured, embeds } = abilities;
  const { extra, ...rest } = quirks;
  return {
    images,
    tools,
    reasoning,
    structured,
    embeds,
    ...pricesDraft(prices),
    context: context_tokens?.toString() ?? "",
    answer: answer_tokens?.toString() ?? "",
    quirks: rest,
    extra: Object.keys(extra).length > 0 ? JSON.stringify(extra) : "",
  };
}

function pricesDraft(prices: Prices | null) {
  if (prices === null) return { currency: "EUR", prompt: "", completion: "", cached: "" };
  const { currency, prompt, completion, cached } = prices;
  return { currency, prompt, completion, cached: cached ?? "" };
}

/** The further fields; null if what is written is not one JSON object of plain values. */
export function extraOf(text: string): Extra | null {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const plain = Object.values(value).every((one) => ["boolean", "number", "string"].includes(typeof one));
    return plain ? (value as Extra) : null;
  } catch {
    return null;
  }
}

/** Both prices or neither. */
export function pricesWhole({ prompt, completion }: AbilitiesDraft): boolean {
  return (prompt === "") === (completion === "");
}

/** Nothing is half filled in. */
export function wholeOf(draft: AbilitiesDraft): boolean {
  return pricesWhole(draft) && extraOf(draft.extra) !== null;
}

/** Only what differs from `before`: the rest stays as the server has or suggests it. */
export function changeOf(before: AbilitiesDraft, after: AbilitiesDraft): AbilitiesBody {
  const body: AbilitiesBody = {};
  if (after.context !== before.context && after.context) body.context_tokens = Number(after.context);
  if (after.answer !== before.answer && after.answer) body.answer_tokens = Number(after.answer);
  for (const name of switches) if (after[name] !== before[name]) body[name] = after[name];
  const priced = (["currency", "prompt", "completion", "cached"] as const).some((name) => after[name] !== before[name]);
  if (priced && after.prompt && after.completion) {
    body.prices = { currency: after.currency.toUpperCase(), prompt: after.prompt, completion: after.completion, cached: after.cached || null };
  }
  const quirks = quirksChange(before, after);
  if (Object.keys(quirks).length > 0) body.quirks = quirks;
  return body;
}

function quirksChange(before: AbilitiesDraft, after: AbilitiesDraft): QuirksBody {
  const body: QuirksBody = {};
  for (const name of quirkSwitches) if (after.quirks[name] !== before.quirks[name]) body[name] = after.quirks[name];
  if (after.quirks.max_tokens_field !== before.quirks.max_tokens_field) body.max_tokens_field = after.quirks.max_tokens_field;
  if (after.quirks.system_role !== before.quirks.system_role) body.system_role = after.quirks.system_role;
  const extra = extraOf(after.extra);
  if (after.extra !== before.extra && extra) body.extra = extra;
  return body;
}
