import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { call, keepCsrf } from "./call";
import type { Person, Session } from "./types";

export const sessionQuery = queryOptions({
  queryKey: ["session"] as const,
  queryFn: async ({ signal }) => {
    const session = await call<Session>("GET", "/api/session", { signal });
    keepCsrf(session.csrf);
    return session;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Takes over the session that signing in, setting up or accepting an invitation answered with. */
export function takeSession(client: QueryClient, session: Session): void {
  keepCsrf(session.csrf);
  client.setQueryData(sessionQuery.queryKey, session);
}

/** Forgets everything this tab knew of the person who was signed in. */
export function forgetSession(client: QueryClient): void {
  const session = client.getQueryData(sessionQuery.queryKey);
  keepCsrf(null);
  client.clear();
  if (session) client.setQueryData(sessionQuery.queryKey, { ...session, signed_in: false, person: null, csrf: null });
}

/** The signed-in person; null while nobody is. */
export function usePerson(): Person | null {
  return useQuery(sessionQuery).data?.person ?? null;
}

/** Writes what the server now says about the person into the session. */
export function notePerson(client: QueryClient, person: Person): void {
  client.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, person });
}
