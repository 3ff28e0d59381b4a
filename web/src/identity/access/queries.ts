import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { AdminPerson, Group, OwnedApiKey, Service } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

export function usePeople() {
  return useQuery({ queryKey: ["admin", "people"], queryFn: ({ signal }) => call<{ items: AdminPerson[] }>("GET", "/api/admin/people", { signal }) });
}

export function useGroups() {
  return useQuery({ queryKey: ["admin", "groups"], queryFn: ({ signal }) => call<{ items: Group[] }>("GET", "/api/admin/groups", { signal }) });
}

export function useServices() {
  return useQuery({ queryKey: ["admin", "services"], queryFn: ({ signal }) => call<{ items: Service[] }>("GET", "/api/admin/services", { signal }) });
}

export function useAllKeys() {
  return useQuery({ queryKey: ["admin", "keys"], queryFn: ({ signal }) => call<{ items: OwnedApiKey[] }>("GET", "/api/admin/keys", { signal }) });
}

/** One change of groups or service accounts; every list that may show it follows. */
export function useAccessChange<Answer = void>(options: { quiet?: boolean; onDone?: (answer: Answer) => void } = {}) {
  const client = useQueryClient();
  const { t } = useTranslation(["identity", "app"]);
  return useMutation({
    mutationFn: ({ method, path, body }: { method: "POST" | "PATCH" | "PUT" | "DELETE"; path: string; body?: object }) =>
      call<Answer>(method, `/api/admin/${path}`, body ? { body } : {}),
    onSuccess: (answer) => options.onDone?.(answer),
    onError: (error) => {
      if (!options.quiet) toast({ kind: "error", title: errorText(error, t).title });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["admin"] }),
  });
}
