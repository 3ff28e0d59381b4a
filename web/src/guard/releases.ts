import { queryOptions } from "@tanstack/react-query";
import { call } from "~/api/call";

/** A person's request that something may leave, and what became of it. */
export interface Release {
  id: string;
  chat_id: string;
  keys: string[];
  kinds: string[];
  reason: string;
  excerpt: string | null;
  asked_at: string;
  answered_at: string | null;
  granted: boolean | null;
  until: string | null;
  note: string | null;
}

const lookEvery = 20_000;

/** The person's own requests; looked at again while one of them waits. */
export const releasesQuery = queryOptions({
  queryKey: ["guard", "releases"] as const,
  queryFn: ({ signal }) => call<{ items: Release[]; officer: boolean }>("GET", "/api/guard/releases", { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(({ answered_at }) => answered_at === null) ? lookEvery : false),
});
