import { useQuery } from "@tanstack/react-query";
import { call } from "~/api/call";
import type { Gauge } from "~/api/types";
import { textSize, type Held } from "./held";

/** A file of which the model will see `took` of `of` parts. */
export interface Fit {
  took: number;
  of: number;
}

const worthAsking = 4_000;

/** Which of the files in the composer will not fit whole into the model's context, by key. An estimate. */
export function useFits(chatId: string | null, files: readonly Held[], model: string | null): ReadonlyMap<string, Fit> {
  const bytes = files.reduce((sum, one) => sum + textSize(one), 0);
  const gauge = useQuery({
    queryKey: ["chats", "gauge", chatId, "files", bytes, model],
    queryFn: ({ signal }) => call<Gauge>("GET", `/api/chats/${chatId ?? ""}/gauge`, { query: { attached_bytes: bytes, draft_bytes: 500 }, signal }),
    enabled: chatId !== null && bytes > worthAsking,
    gcTime: 10_000,
  }).data;
  return gauge && bytes > worthAsking ? fitting(files, gauge.attached_fits ?? 0) : new Map();
}

/** As the server chooses: smaller files first, of each the parts from the first on. */
export function fitting(files: readonly Held[], room: number): ReadonlyMap<string, Fit> {
  const cut = new Map<string, Fit>();
  let left = room;
  for (const one of files.toSorted((first, second) => textSize(first) - textSize(second))) {
    const sizes = (one.portions ?? [...(one.file?.portions.keys() ?? [])]).map((number) => one.file?.portions[number]?.size ?? 0);
    let took = 0;
    for (const size of sizes) {
      if (size > left) break;
      left -= size;
      took += 1;
    }
    if (took < sizes.length) cut.set(one.key, { took, of: sizes.length });
  }
  return cut;
}
