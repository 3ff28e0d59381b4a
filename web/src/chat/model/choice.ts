import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { Model, ModelList } from "~/api/types";
import { useChangeChat, useChat } from "../chats";
import { useDraft } from "../draft";

const whileStarting = 2_000;

export const modelsQuery = queryOptions({
  queryKey: ["models"] as const,
  queryFn: ({ signal }) => call<ModelList>("GET", "/api/models", { signal }),
  // A model that is starting becomes ready by itself: look again until it is.
  refetchInterval: (query) => (query.state.data?.items.some((model) => model.state === "starting") ? whileStarting : false),
});

interface ModelChoice {
  models: readonly Model[];
  /** The model that answers next; undefined while the list loads or when there is none. */
  model: Model | undefined;
  choose: (id: string) => void;
  loading: boolean;
}

/** Which model answers in a chat, or in the one that is about to begin. */
export function useModelChoice(chatId: string | null): ModelChoice {
  const list = useQuery(modelsQuery);
  const chat = useChat(chatId);
  const draft = useDraft((state) => state.model);
  const setDraft = useDraft((state) => state.set);
  const change = useChangeChat();
  // A model that makes vectors answers no chat.
  const models = (list.data?.items ?? []).filter((candidate) => !candidate.embeds);
  const wanted = (chatId === null ? draft : chat.data?.model) ?? list.data?.default;
  const model = models.find((candidate) => candidate.id === wanted) ?? models.find((candidate) => candidate.id === list.data?.default);
  return {
    models,
    model,
    choose: (id) => (chatId === null ? setDraft({ model: id }) : change.mutate({ id: chatId, change: { model: id } })),
    loading: list.isPending,
  };
}
