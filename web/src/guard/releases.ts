import { queryOptions } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { ReleaseList } from "~/api/types";

const lookEvery = 20_000;

/** The person's own requests; looked at again while one of them waits. */
export const releasesQuery = queryOptions({
  queryKey: ["guard", "releases"] as const,
  queryFn: ({ signal }) => call<ReleaseList>("GET", "/api/guard/releases", { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(({ answered_at }) => answered_at === null) ? lookEvery : false),
});
