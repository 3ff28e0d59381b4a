import { useState } from "react";
import type { Limit, LimitBody } from "~/api/types";
import { micros } from "~/usage/money";
import { listOf, type Kind } from "./queries";

/** What stands for no choice in a list. */
export const all = "";

export interface Draft {
  kind: Kind;
  subject: string;
  model: string;
  requests: string;
  tokens: string;
  streams: string;
  budget: string;
  currency: string;
}

const empty: Draft = { kind: "person", subject: all, model: all, requests: "", tokens: "", streams: "", budget: "", currency: "EUR" };
const micro = 1_000_000;

function shown(figure: number | null): string {
  return figure === null ? "" : String(figure);
}

function draftOf(limit: Limit): Draft {
  return {
    kind: limit.kind,
    subject: limit.subject ?? all,
    model: limit.model ?? all,
    requests: shown(limit.requests_per_minute),
    tokens: shown(limit.tokens_per_minute),
    streams: shown(limit.streams),
    budget: shown(limit.budget_micros === null ? null : limit.budget_micros / micro),
    currency: limit.currency ?? empty.currency,
  };
}

function whole(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

/** A limit as it is being written. */
export function useDraft(limit: Limit | null) {
  const [draft, setDraft] = useState<Draft>(() => (limit === null ? empty : draftOf(limit)));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const wrongBudget = draft.budget !== "" && micros(draft.budget) === null;
  const needsSubject = draft.kind === "group" || draft.kind === "member";
  const complete = !wrongBudget && !(needsSubject && draft.subject === all);
  return { draft, change, wrongBudget, needsSubject, complete, list: listOf(draft.kind) };
}

/** What is sent: a limit for the same subject and model is replaced by it. */
export function bodyOf(draft: Draft): LimitBody {
  const budget = draft.budget === "" ? null : micros(draft.budget);
  return {
    kind: draft.kind,
    subject: draft.subject === all ? null : draft.subject,
    model: draft.model === all ? null : draft.model,
    requests_per_minute: whole(draft.requests),
    tokens_per_minute: whole(draft.tokens),
    streams: whole(draft.streams),
    budget_micros: budget,
    currency: budget === null ? null : draft.currency.trim().toUpperCase(),
  };
}
