import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "~/api/call";

export interface Term {
  id: string;
  term: string;
  category: string;
}

export interface CategoryCount {
  category: string;
  count: number;
}

interface TermPage {
  items: Term[];
  next: string | null;
  total: number;
  categories: CategoryCount[];
}

/** What was understood of a list. */
export interface Understood {
  fresh: number;
  known: number;
  categories: CategoryCount[];
  problems: { line: number; text: string; reason: string }[];
  sample: { term: string; category: string }[];
}

export interface Import {
  text: string;
  /** A file as it is, in base64: the server knows more encodings. */
  content: string;
  category: string;
  replace: boolean;
}

const path = "/api/admin/guard/terms";
const key = ["admin", "guard", "terms"] as const;

export function useTerms(q: string, category: string) {
  return useInfiniteQuery({
    queryKey: [...key, q, category],
    queryFn: ({ signal, pageParam }) => call<TermPage>("GET", path, { query: { q: q || null, category: category || null, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
}

/** What the server makes of a list, before anything is kept. */
export function understand({ text, content, category }: Import, signal: AbortSignal): Promise<Understood> {
  return call<Understood>("POST", `${path}/preview`, { body: { text, content, category }, signal });
}

export function useTermChanges(onImported: () => void) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: key });
  return {
    add: useMutation({ mutationFn: (body: Import) => call<unknown>("POST", path, { body }), onSuccess: onImported, onSettled }),
    remove: useMutation({ mutationFn: (id: string) => call<void>("DELETE", `${path}/${id}`), onSettled }),
    removeAll: useMutation({ mutationFn: (category: string) => call<void>("DELETE", path, { query: { category } }), onSettled }),
  };
}
