import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { create } from "zustand";
import { call } from "~/api/call";
import { tellTabs } from "~/api/channel";
import { takeSession } from "~/api/session";
import type { Link, Session } from "~/api/types";

const useKeptToken = create<{ token: string | null }>(() => ({ token: null }));

/** The token of a one-time link. It stands behind the `#`, which browsers never send; it leaves the address at once. */
export function useLinkToken(): string | null {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const kept = useKeptToken((state) => state.token);
  useEffect(() => {
    if (!hash) return;
    useKeptToken.setState({ token: hash });
    void navigate({ to: ".", hash: "", replace: true });
  }, [hash, navigate]);
  return hash || kept;
}

/** What a one-time link is good for, and for whom. */
export function useLink(token: string | null) {
  return useQuery({
    queryKey: ["link", token],
    queryFn: () => call<Link>("POST", "/api/links/check", { body: { token } }),
    enabled: token !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Becomes a signed-in person: by password, set-up link or invitation. */
export function useEntry<Body>(path: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => call<Session>("POST", path, { body }),
    onSuccess: (session) => {
      takeSession(client, session);
      tellTabs({ type: "session" });
      onDone();
    },
  });
}
