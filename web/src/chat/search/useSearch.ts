import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "~/api/call";
import type { SearchHit, SearchPage } from "~/api/types";

const pause = 180;
// Enough to fill the list twice; more are fetched when the reader asks for them.
const enough = 30;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface SearchState {
  hits: SearchHit[];
  /** Messages the server has opened and read so far. */
  scanned: number;
  searching: boolean;
  failed: boolean;
  more: (() => void) | null;
}

/** Searches titles and contents of the person's own chats, page by page until there is enough to show. */
export function useSearch(text: string): SearchState {
  const wanted = useSettled(text.trim());
  const search = useInfiniteQuery({
    queryKey: ["search", wanted],
    queryFn: ({ pageParam, signal }) => call<SearchPage>("GET", "/api/search", { query: { q: wanted, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const pages = wanted === "" ? [] : (search.data?.pages ?? []);
  const hits = pages.flatMap((page) => page.items);
  const { isFetching, fetchNextPage } = search;
  const left = search.hasNextPage && !isFetching;
  const goOn = left && hits.length < enough && wanted !== "";
  useEffect(() => {
    if (goOn) void fetchNextPage();
  }, [goOn, fetchNextPage]);
  return {
    hits,
    scanned: pages.reduce((sum, page) => sum + page.scanned_messages, 0),
    searching: wanted !== text.trim() || (wanted !== "" && (isFetching || goOn)),
    failed: search.isError,
    more: left && !goOn ? () => void fetchNextPage() : null,
  };
}
