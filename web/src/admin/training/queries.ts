import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { AllowBody, TrainingRule } from "~/api/types";
import { toast } from "~/ui/toast";

const key = ["admin", "training"] as const;

export function useTrainingRule() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => call<TrainingRule>("GET", "/api/admin/training", { signal }) });
}

/** Allows a purpose, or forbids it to all. */
export function useDecide() {
  const client = useQueryClient();
  const { t } = useTranslation("training");
  return useMutation({
    mutationFn: (body: AllowBody) => call<TrainingRule>("PUT", "/api/admin/training", { body }),
    onSuccess: (rule) => {
      client.setQueryData(key, rule);
      toast({ kind: "success", title: t("saved") });
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
    onSettled: () => client.invalidateQueries({ queryKey: ["me", "training"] }),
  });
}
