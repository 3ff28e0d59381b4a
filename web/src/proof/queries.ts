import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { DepartureSums, Proof, Verification } from "~/api/types";

const proofEvery = 15_000;
const runEvery = 400;
const verificationKey = ["proof", "verification"] as const;

export function useProof() {
  return useQuery({ queryKey: ["proof", "now"], queryFn: ({ signal }) => call<Proof>("GET", "/api/proof", { signal }), refetchInterval: proofEvery });
}

/** Counted in portions: as long as something is left to count, it is asked again. */
export function useSums() {
  return useQuery({
    queryKey: ["proof", "departures"],
    queryFn: ({ signal }) => call<DepartureSums>("GET", "/api/proof/departures", { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.counted < state.data.of ? 50 : proofEvery),
  });
}

export function useVerification() {
  return useQuery({
    queryKey: verificationKey,
    queryFn: ({ signal }) => call<Verification>("GET", "/api/proof/verification", { signal }),
    refetchInterval: ({ state }) => (state.data?.stage === "running" ? runEvery : proofEvery),
  });
}

/** Begins a verification, or stops it. */
export function useVerify() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (method: "POST" | "DELETE") => call<Verification>(method, "/api/proof/verification"),
    onSuccess: (found) => client.setQueryData(verificationKey, found),
    onError: () => client.invalidateQueries({ queryKey: verificationKey }),
  });
}
