import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { call } from "~/api/call";
import type { AdminPerson, Group, ModelList } from "~/api/types";
import { samePolicy, type PolicyBody } from "./body";

export interface PolicyVersion {
  policy: PolicyBody;
  version: number;
  hash: string;
  changed_by: string | null;
  changed_at: string;
  note: string;
  preset: string | null;
}

export interface Kind {
  kind: string;
  family: string;
  label: string;
}

const path = "/api/admin/guard";
const policyKey = ["admin", "guard", "policy"] as const;

export function usePolicy() {
  return useQuery({ queryKey: policyKey, queryFn: ({ signal }) => call<PolicyVersion>("GET", `${path}/policy`, { signal }) });
}

export function useHistory() {
  return useInfiniteQuery({
    queryKey: ["admin", "guard", "history"],
    queryFn: ({ signal, pageParam }) => call<{ items: PolicyVersion[]; next: number | null }>("GET", `${path}/policy/history`, { query: { before: pageParam }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
  });
}

export function usePresets() {
  const found = useQuery({ queryKey: ["admin", "guard", "presets"], queryFn: ({ signal }) => call<{ items: { name: string; policy: PolicyBody }[] }>("GET", `${path}/presets`, { signal }), staleTime: Number.POSITIVE_INFINITY });
  return found.data?.items ?? [];
}

export function useKinds(): readonly Kind[] {
  return useQuery({ queryKey: ["admin", "guard", "kinds"], queryFn: ({ signal }) => call<{ items: Kind[] }>("GET", `${path}/kinds`, { signal }) }).data?.items ?? [];
}

export function useGroups(): readonly Group[] {
  return useQuery({ queryKey: ["admin", "groups"], queryFn: ({ signal }) => call<{ items: Group[] }>("GET", "/api/admin/groups", { signal }) }).data?.items ?? [];
}

export function useModels(): ModelList["items"] {
  return useQuery({ queryKey: ["models"], queryFn: ({ signal }) => call<ModelList>("GET", "/api/models", { signal }) }).data?.items ?? [];
}

/** What administrators are called, by id. */
export function usePeopleNames(): ReadonlyMap<string, string> {
  const people = useQuery({ queryKey: ["admin", "people"], queryFn: ({ signal }) => call<{ items: AdminPerson[] }>("GET", "/api/admin/people", { signal }) }).data?.items ?? [];
  return new Map(people.map((person) => [person.id, person.name || person.email]));
}

/** A policy that is being changed: it stays while the administrator looks at it in the simulator. */
const useStored = create<{ draft: PolicyBody | null }>(() => ({ draft: null }));

export interface Draft {
  policy: PolicyBody;
  changed: boolean;
  change: (part: Partial<PolicyBody>) => void;
  discard: () => void;
}

export function useDraft(saved: PolicyBody): Draft {
  const { draft } = useStored();
  const policy = draft ?? saved;
  return {
    policy,
    changed: draft !== null && !samePolicy(draft, saved),
    change: (part) => useStored.setState({ draft: { ...policy, ...part } }),
    discard: () => useStored.setState({ draft: null }),
  };
}

/** Puts a policy in force, unless somebody else has changed it since `version`. */
export function useSavePolicy(onSaved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ policy, version, note }: { policy: PolicyBody; version: number; note: string }) =>
      call<PolicyVersion>("PUT", `${path}/policy`, { body: { policy, note }, headers: { "If-Match": `"${version}"` } }),
    onSuccess: (made) => {
      client.setQueryData(policyKey, made);
      void client.invalidateQueries({ queryKey: ["admin", "guard"] });
      void client.invalidateQueries({ queryKey: ["models"] });
      onSaved();
    },
  });
}
