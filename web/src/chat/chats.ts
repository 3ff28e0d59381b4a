import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { call } from "~/api/call";
import { tellTabs } from "~/api/channel";
import type { Chat, ChatPage, ChatRow } from "~/api/types";
import { mapRows, mergeFirstPage, type Rows } from "./rows";

export const chatKeys = {
  all: ["chats"] as const,
  list: (archived: boolean) => ["chats", "list", archived] as const,
  chat: (id: string | null) => ["chats", "chat", id] as const,
  messages: (id: string) => ["chats", "messages", id] as const,
};

export type ChatChange = Partial<Pick<Chat, "pinned" | "archived" | "model" | "instructions" | "temperature" | "leaf_id">> & { title?: string };

const pageSize = 50;

function fetchPage(archived: boolean, cursor: string | null, signal?: AbortSignal): Promise<ChatPage> {
  return call<ChatPage>("GET", "/api/chats", { query: { cursor, limit: pageSize, archived }, ...(signal ? { signal } : {}) });
}

/** The person's chats, newest first, pinned ones before them, in pages. */
export function useChats(archived = false) {
  return useInfiniteQuery({
    queryKey: chatKeys.list(archived),
    queryFn: ({ pageParam, signal }) => fetchPage(archived, pageParam, signal),
    // Kept fresh page by page, see reloadFirstRows: 400 pages are never fetched again for one new chat.
    staleTime: Number.POSITIVE_INFINITY,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useChat(id: string | null) {
  return useQuery({
    queryKey: chatKeys.chat(id),
    queryFn: ({ signal }) => call<Chat>("GET", `/api/chats/${id ?? ""}`, { signal }),
    enabled: id !== null,
  });
}

/** Rewrites the rows of the sidebar in the cache; `null` takes a row away. */
export function rewriteRows(client: QueryClient, change: (row: ChatRow) => ChatRow | null): void {
  client.setQueriesData<Rows>({ queryKey: ["chats", "list"] }, (rows) => mapRows(rows, change));
}

/** Notes what is known about a chat without asking the server: its row and the chat itself. */
export function noteChat(
  client: QueryClient,
  id: string,
  change: { title?: string | null; running?: string | null; pinned?: boolean; updated_at?: string },
): void {
  rewriteRows(client, (row) => (row.id === id ? { ...row, ...change } : row));
  const { running: _running, ...rest } = change;
  client.setQueryData<Chat>(chatKeys.chat(id), (chat) => chat && { ...chat, ...rest });
}

/** Fetches the newest chats and lays them over the rows that are here; a list nobody looked at stays unfetched. */
export async function reloadFirstRows(client: QueryClient): Promise<void> {
  await Promise.all(
    [false, true].map(async (archived) => {
      const key = chatKeys.list(archived);
      if (!client.getQueryData<Rows>(key)) return;
      const fresh = await fetchPage(archived, null);
      client.setQueryData<Rows>(key, (rows) => mergeFirstPage(rows, fresh));
    }),
  ).catch(() => undefined);
}

/** Brings the list of chats up to date, here and in the other tabs. */
export function refreshChats(client: QueryClient): void {
  void reloadFirstRows(client);
  tellTabs({ type: "chats" });
}

export function useCreateChat() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { id?: string; model?: string; instructions?: string; temperature?: number; temporary?: boolean }) =>
      call<Chat>("POST", "/api/chats", { body }),
    onSuccess: (chat) => {
      client.setQueryData(chatKeys.chat(chat.id), chat);
      refreshChats(client);
    },
  });
}

/** Changes a chat; the screen follows at once and goes back if the server refuses. */
export function useChangeChat() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: ChatChange }) =>
      call<Chat>("PATCH", `/api/chats/${id}`, { body: change }),
    onMutate: async ({ id, change }) => {
      await client.cancelQueries({ queryKey: chatKeys.list(false) });
      const before = client.getQueryData<Chat>(chatKeys.chat(id));
      client.setQueryData<Chat>(chatKeys.chat(id), (chat) => chat && { ...chat, ...change });
      const { title, pinned, archived } = change;
      rewriteRows(client, (row) => {
        if (row.id !== id) return row;
        if (archived !== undefined && archived !== row.archived) return null;
        return { ...row, ...(title === undefined ? {} : { title }), ...(pinned === undefined ? {} : { pinned }) };
      });
      return { before };
    },
    onError: (_error, { id }, context) => {
      if (context?.before) client.setQueryData(chatKeys.chat(id), context.before);
    },
    onSuccess: (chat) => client.setQueryData(chatKeys.chat(chat.id), chat),
    onSettled: (_chat, _error, { change }) => {
      if ("title" in change || "pinned" in change || "archived" in change) refreshChats(client);
    },
  });
}

/** Deletes a chat at once; `undelete` brings it back while the server still can. */
export function useDeleteChat() {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => call<{ undo_until: string }>("DELETE", `/api/chats/${id}`),
    onMutate: (id) => rewriteRows(client, (row) => (row.id === id ? null : row)),
    onSuccess: (_answer, id) => client.removeQueries({ queryKey: chatKeys.chat(id) }),
    onSettled: () => refreshChats(client),
  });
  const undelete = useMutation({
    mutationFn: (id: string) => call<Chat>("POST", `/api/chats/${id}/undelete`),
    onSettled: () => refreshChats(client),
  });
  return { remove, undelete };
}
