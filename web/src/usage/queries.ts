import { useQuery } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { ApiKey, EverybodysUsage, MyLimitList, MyUsage } from "~/api/types";
import type { Month } from "./months";

export function useMyUsage(month: Month) {
  return useQuery({ queryKey: ["usage", month], queryFn: ({ signal }) => call<MyUsage>("GET", "/api/me/usage", { query: { month }, signal }) });
}

export function useMyLimits() {
  return useQuery({ queryKey: ["limits"], queryFn: ({ signal }) => call<MyLimitList>("GET", "/api/me/limits", { signal }) });
}

/** What the caller's keys are called, by id. */
export function useKeyNames() {
  return useQuery({
    queryKey: ["me", "keys"],
    queryFn: ({ signal }) => call<{ items: ApiKey[] }>("GET", "/api/me/keys", { signal }),
    select: (list) => new Map(list.items.map((key) => [key.id, key.name])),
  });
}

export function useEverybodysUsage(month: Month, by: EverybodysUsage["by"]) {
  return useQuery({ queryKey: ["admin", "usage", month, by], queryFn: ({ signal }) => call<EverybodysUsage>("GET", "/api/admin/usage", { query: { month, by }, signal }) });
}
