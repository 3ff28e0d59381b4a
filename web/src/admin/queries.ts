import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { AdminModel, AdminPerson, Brain, Status } from "~/api/types";

export const adminKeys = {
  people: ["admin", "people"] as const,
  brains: ["admin", "brains"] as const,
  models: ["admin", "models"] as const,
  status: ["admin", "status"] as const,
};

const statusEvery = 5_000;

export function usePeople() {
  return useQuery({ queryKey: adminKeys.people, queryFn: ({ signal }) => call<{ items: AdminPerson[] }>("GET", "/api/admin/people", { signal }) });
}

/** What could answer chats on this machine; each request looks anew. */
export function useBrains() {
  return useQuery({ queryKey: adminKeys.brains, queryFn: ({ signal }) => call<{ items: Brain[] }>("GET", "/api/admin/brains", { signal }), refetchOnWindowFocus: false });
}

export function useStatus() {
  return useQuery({ queryKey: adminKeys.status, queryFn: ({ signal }) => call<Status>("GET", "/api/admin/status", { signal }), refetchInterval: statusEvery });
}

export interface NewModel {
  brain_id: string;
  upstream_model?: string;
  name: string;
  fit_for_work: boolean;
  make_default: boolean;
}

/** Takes what was found on this machine; every list that shows models follows. */
export function useTakeBrain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewModel) => call<AdminModel>("POST", "/api/admin/models", { body }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["models"] });
      return client.invalidateQueries({ queryKey: ["admin"] });
    },
  });
}
