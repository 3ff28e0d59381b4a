import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { AdminPerson, Group, Limit, LimitBody, LimitList, ModelList, OwnedApiKey, Service } from "~/api/types";
import { errorText } from "~/ui/error-text";
import { toast } from "~/ui/toast";

export type Kind = Limit["kind"];
export type Subjects = Readonly<Record<"group" | "person" | "key", ReadonlyMap<string, string>>>;

export function useLimits() {
  return useQuery({ queryKey: ["admin", "limits"], queryFn: ({ signal }) => call<LimitList>("GET", "/api/admin/limits", { signal }) });
}

/** Setting and removing limits. */
export function useLimitChanges(onSet: () => void) {
  const client = useQueryClient();
  const { t } = useTranslation(["usage", "app"]);
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: ["limits"] });
    return client.invalidateQueries({ queryKey: ["admin", "limits"] });
  };
  const set = useMutation({ mutationFn: (body: LimitBody) => call<Limit>("PUT", "/api/admin/limits", { body }), onSuccess: onSet, onSettled });
  const remove = useMutation({
    mutationFn: (id: string) => call<void>("DELETE", `/api/admin/limits/${id}`),
    onError: (error: unknown) => toast({ kind: "error", title: errorText(error, t).title }),
    onSettled,
  });
  return { set, remove };
}

function useListed<Item>(name: "groups" | "people" | "services" | "keys"): readonly Item[] {
  const found = useQuery({ queryKey: ["admin", name], queryFn: ({ signal }) => call<{ items: Item[] }>("GET", `/api/admin/${name}`, { signal }) });
  return found.data?.items ?? [];
}

/** The models that a limit can be for. */
export function useModels(): ModelList["items"] {
  return useQuery({ queryKey: ["models"], queryFn: ({ signal }) => call<ModelList>("GET", "/api/models", { signal }) }).data?.items ?? [];
}

/** Whom a limit can be for, by id and name. */
export function useSubjects(): Subjects {
  const { t } = useTranslation("usage");
  const groups = useListed<Group>("groups");
  const people = useListed<AdminPerson>("people");
  const services = useListed<Service>("services");
  const keys = useListed<OwnedApiKey>("keys");
  return {
    group: new Map(groups.map((group) => [group.id, group.name])),
    person: new Map([...people.map((person): [string, string] => [person.id, person.name || person.email]), ...services.map((service): [string, string] => [service.id, t("limits.service", { name: service.name })])]),
    key: new Map(keys.map((key) => [key.id, `${key.prefix}… ${key.name}`])),
  };
}

/** Which list of subjects a kind of limit takes its subject from, if any. */
export function listOf(kind: Kind): keyof Subjects | null {
  if (kind === "everyone") return null;
  return kind === "member" ? "group" : kind;
}
