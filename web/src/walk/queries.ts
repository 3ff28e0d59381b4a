import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { DemoWalk } from "~/api/types";

const key = ["demo"] as const;
const lookAgain = 700;

/** The walk that runs, or the last one; looked at again and again while it runs. */
export function useWalk() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call<DemoWalk>("GET", "/api/demo", { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === "running" ? lookAgain : false),
  });
}

/** Starts one, or joins the one that runs. */
export function useStartWalk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<DemoWalk>("POST", "/api/demo"),
    onSuccess: (walk) => client.setQueryData(key, walk),
  });
}
