import type { QueryClient } from "@tanstack/react-query";
import type { Services } from "./services";
import { Thread, type Saying } from "./store";

/** What this tab holds of chats beside the server's answers. Never on a disk, and gone with the session. */
interface Memory {
  threads: Map<string, Thread>;
  drafts: Map<string, Saying>;
}

const key = ["chat", "memory"] as const;
const threadsKept = 8;

/** Lives in the cache of the session, which is cleared when the person signs out. */
export function memoryOf(client: QueryClient): Memory {
  const known = client.getQueryData<Memory>(key);
  if (known) return known;
  const memory: Memory = { threads: new Map(), drafts: new Map() };
  client.setQueryDefaults(key, { gcTime: Number.POSITIVE_INFINITY });
  client.setQueryData(key, memory);
  return memory;
}

/** The thread of a chat. `fresh` when the chat was made just now and has no messages that a server could send. */
export function threadOf(client: QueryClient, chatId: string, services: Services, fresh = false): Thread {
  const { threads } = memoryOf(client);
  const thread = threads.get(chatId) ?? new Thread(chatId, services, fresh);
  threads.delete(chatId);
  threads.set(chatId, thread);
  for (const oldest of threads.keys()) {
    if (threads.size <= threadsKept) break;
    threads.delete(oldest);
  }
  return thread;
}
