import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { call } from "~/api/call";
import type { Model, MyHistory } from "~/api/types";
import { useChat } from "~/chat/chats";
import { useDraft } from "~/chat/draft";

const key = ["history", "mine"] as const;

/** What the organisation says; until that is known, the person's own choice counts, and the server has the last word. */
export function isOff(client: QueryClient, chosen: boolean): boolean {
  return decided(client.getQueryData<MyHistory>(key)?.history ?? "free", chosen);
}

function decided(rule: MyHistory["history"], chosen: boolean): boolean {
  return rule === "free" ? chosen : rule === "off";
}

interface HistoryChoice {
  off: boolean;
  /** Why it cannot be chosen: the chat has begun, or somebody has decided it. */
  fixed: "begun" | "off" | "kept" | null;
  /** Hours without use after which the chat is forgotten. */
  hours: number;
  choose: (off: boolean) => void;
}

/** Whether history is off in a chat, or in the one that is about to begin. */
export function useHistory(chatId: string | null): HistoryChoice {
  const rules = useQuery({ queryKey: key, queryFn: ({ signal }) => call<MyHistory>("GET", "/api/me/history", { signal }) });
  const client = useQueryClient();
  const chat = useChat(chatId).data;
  const chosen = useDraft((draft) => draft.temporary);
  const set = useDraft((draft) => draft.set);
  const rule = rules.data?.history ?? "free";
  const begun = chatId !== null;
  return {
    off: begun ? (chat?.temporary ?? false) : isOff(client, chosen),
    fixed: begun ? "begun" : rule === "free" ? null : rule,
    hours: Math.round((rules.data?.idle_seconds ?? 0) / 3_600),
    choose: (temporary) => set({ temporary }),
  };
}

/** What the place where the words go may keep of them, as its terms say; never that nothing is kept because we ask so. */
export function keptThere({ destination, terms }: Model, t: TFunction): string {
  const { name, destination_class: far, assurance } = destination;
  if (assurance === "enforced") return t("app:historyOff.here");
  if (far === "local") return t("app:historyOff.declaredHere", { name });
  if (terms.kept_note !== null) return t("app:historyOff.note", { name, note: terms.kept_note });
  if (terms.kept_days === null) return t("app:historyOff.unknown", { name });
  if (terms.kept_days === 0) return t("app:historyOff.nothing", { name });
  return t("app:historyOff.days", { name, count: terms.kept_days });
}
