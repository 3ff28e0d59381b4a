import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Account, AccountChangeBody, AdminModel, DestinationClass, Group, ModelChangeBody, NewModelBody, Suggestion, TestReport } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";
import { adminKeys } from "../queries";

const whileStarting = 2_000;

export function useAdminModels() {
  return useQuery({
    queryKey: adminKeys.models,
    queryFn: ({ signal }) => call<{ items: AdminModel[] }>("GET", "/api/admin/models", { signal }),
    refetchInterval: (query) => (query.state.data?.items.some((model) => model.state === "starting") ? whileStarting : false),
  });
}

export function useAccounts() {
  return useQuery({ queryKey: ["admin", "accounts"], queryFn: ({ signal }) => call<{ items: Account[] }>("GET", "/api/admin/accounts", { signal }) });
}

export function useGroups() {
  return useQuery({ queryKey: ["admin", "groups"], queryFn: ({ signal }) => call<{ items: Group[] }>("GET", "/api/admin/groups", { signal }) });
}

interface Asked {
  upstream: string;
  far: DestinationClass;
  host: string;
}

/** What a model can probably do, by its name. */
export function useSuggestion({ upstream, far, host }: Asked) {
  return useQuery({
    queryKey: ["suggestion", upstream, far, host],
    queryFn: ({ signal }) => call<Suggestion>("GET", "/api/admin/suggestion", { query: { upstream_model: upstream || "model", destination_class: far, host }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Changes of models and accounts; every list that shows them follows. Forms show their errors themselves: `quiet`. */
function useChange<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>, quiet = true) {
  const client = useQueryClient();
  const { t } = useTranslation(["models", "app"]);
  return useMutation({
    mutationFn,
    onError: (error) => {
      const { title, hint } = errorText(error, t);
      if (!quiet) toast({ kind: "error", title, ...(hint ? { description: hint } : {}) });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["models"] });
      return client.invalidateQueries({ queryKey: ["admin"] });
    },
  });
}

export const useAddModel = () => useChange((body: NewModelBody) => call<AdminModel>("POST", "/api/admin/models", { body }));

export const useChangeModel = (quiet = true) =>
  useChange(({ id, body }: { id: string; body: ModelChangeBody }) => call<AdminModel>("PATCH", `/api/admin/models/${id}`, { body }), quiet);

export const useRemoveModel = () => useChange((id: string) => call<void>("DELETE", `/api/admin/models/${id}`), false);

/** Asks the model for real: takes as long as it takes. */
export const useTestModel = () => useChange((id: string) => call<TestReport>("POST", `/api/admin/models/${id}/test`));

export const useChangeAccount = (quiet = true) =>
  useChange(({ id, body }: { id: string; body: AccountChangeBody }) => call<Account>("PATCH", `/api/admin/accounts/${id}`, { body }), quiet);

export const useRemoveAccount = () => useChange((id: string) => call<void>("DELETE", `/api/admin/accounts/${id}`), false);
