import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { AdminModel, AdminPerson, Brain, ModelList, Status } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

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

export function useAdminModels() {
  return useQuery({ queryKey: adminKeys.models, queryFn: ({ signal }) => call<{ items: AdminModel[] }>("GET", "/api/admin/models", { signal }) });
}

/** What everybody may know of the models, by id: destination, state, size. */
export function usePublicModels() {
  return useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => call<ModelList>("GET", "/api/models", { signal }),
    select: (list) => new Map(list.items.map((model) => [model.id, model])),
  });
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

export interface ModelChange {
  name?: string;
  fit_for_work?: boolean;
  default?: boolean;
  enabled?: boolean;
}

/** Adding, changing and removing models; every list that shows models follows. */
export function useModelChanges() {
  const client = useQueryClient();
  const { t } = useTranslation(["admin", "app"]);
  const onError = (error: unknown) => toast({ kind: "error", title: errorText(error, t).title });
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: ["models"] });
    return client.invalidateQueries({ queryKey: ["admin"] });
  };
  const add = useMutation({ mutationFn: (body: NewModel) => call<AdminModel>("POST", "/api/admin/models", { body }), onSettled });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: ModelChange }) => call<AdminModel>("PATCH", `/api/admin/models/${id}`, { body }),
    onError,
    onSettled,
  });
  const remove = useMutation({ mutationFn: (id: string) => call<void>("DELETE", `/api/admin/models/${id}`), onError, onSettled });
  return { add, change, remove };
}
