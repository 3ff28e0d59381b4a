import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { GuardCounts, MyDepartures, Training } from "~/api/types";

/** So many days are shown, today among them. */
export const days = 30;

export function useDepartures() {
  return useQuery({ queryKey: ["me", "departures", days], queryFn: ({ signal }) => call<MyDepartures>("GET", "/api/me/departures", { query: { days }, signal }) });
}

export function useGuardCounts() {
  return useQuery({ queryKey: ["me", "guard", days], queryFn: ({ signal }) => call<GuardCounts>("GET", "/api/me/guard", { query: { days }, signal }) });
}

export const trainingQuery = queryOptions({ queryKey: ["me", "training"], queryFn: ({ signal }) => call<Training>("GET", "/api/me/training", { signal }) });

export function useTraining() {
  return useQuery(trainingQuery);
}

/** A yes or a no to training, for all chats or for one. */
export function useSay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { yes: boolean; purpose_hash: string; chat_id?: string }) => call<unknown>("PUT", "/api/me/training", { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ["me", "training"] }),
  });
}
