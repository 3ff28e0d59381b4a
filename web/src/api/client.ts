import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./error";

const longestWait = 8_000;

/** The cache of what the server said. Absence is retried patiently, refusals never. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => error instanceof ApiError && error.away && count < 20,
        retryDelay: (attempt, error) => {
          const asked = error instanceof ApiError && error.retryAfter ? error.retryAfter * 1000 : 0;
          return Math.min(longestWait, Math.max(asked, 500 * 2 ** attempt));
        },
        // The browser's own idea of "online" says nothing about a server on this machine.
        networkMode: "always",
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
