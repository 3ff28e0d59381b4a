import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Group, HistoryBody, HistoryRules } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

const key = ["admin", "history"] as const;

/** What is said about history, and the groups for which something can be said. */
export function useHistoryRules() {
  const client = useQueryClient();
  const { t } = useTranslation(["admin", "app"]);
  const rules = useQuery({ queryKey: key, queryFn: ({ signal }) => call<HistoryRules>("GET", "/api/admin/history", { signal }) });
  const groups = useQuery({ queryKey: ["admin", "groups"], queryFn: ({ signal }) => call<{ items: Group[] }>("GET", "/api/admin/groups", { signal }) });
  const set = useMutation({
    mutationFn: (body: HistoryBody) => call<HistoryRules>("PUT", "/api/admin/history", { body }),
    onSuccess: (all) => client.setQueryData(key, all),
    onError: (error: unknown) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled: () => client.invalidateQueries({ queryKey: ["history"] }),
  });
  return { rules, groups: groups.data?.items ?? [], set };
}
