import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { call } from "~/api/call";
import type { Model } from "~/api/types";
import type { Held } from "~/chat/files/held";
import { memoryOf } from "~/chat/stream/memory";
import { outcomeOf, type Outcome } from "~/guard/kinds";
import { carry, inUnits, type Span } from "~/guard/pieces";
import type { Check, Decision, FileChecked, Shown, Valve } from "~/guard/types";
import { checksTyping } from "./preference";
import { keepWish, takeWish } from "./wish";

/** Text that came at once is looked at soon, typed text when the hands rest. */
const afterPaste = 120;
const afterTyping = 700;
/** Over this the server looks at it when it is sent. */
export const mostCharacters = 200_000;

export type How = "typed" | "pasted" | "outside";

export interface Marks {
  text: string;
  spans: readonly Span<Outcome>[];
}

export interface Checking {
  /** What the guard said last; null when there is nothing to say. */
  check: Check | null;
  marks: Marks | null;
  files: ReadonlyMap<string, FileChecked>;
  decisions: readonly Decision[];
  edited: (text: string, how: How) => void;
  /** Looks again now; the dialog does when it opens. */
  look: () => void;
  decide: (finding: Shown, valve: Valve | null) => void;
}

interface Asked {
  chatId: string | null;
  draftOf: string;
  model: Model | undefined;
  files: readonly Held[];
  /** Makes the chat of a draft that has none yet. */
  prepare?: (before: (chatId: string) => void) => Promise<void>;
}

const noFiles: ReadonlyMap<string, FileChecked> = new Map();
const noDecisions: readonly Decision[] = [];

function marksOf(text: string, check: Check): Marks {
  const own = check.findings.filter(({ action }) => action !== "allow");
  return { text, spans: inUnits(text, own.map((finding) => ({ start: finding.start, end: finding.end, value: outcomeOf(finding) }))) };
}

/** Where words stay on this machine, a file that goes as it is is not worth a word. */
function filesOf({ files, destination }: Check): ReadonlyMap<string, FileChecked> {
  const told = files.filter(({ action }) => action !== "allow" || destination.destination_class !== "local");
  return new Map(told.map((file) => [file.file_id, file]));
}

/** What the guard says of the draft: after a paste, a file or another model; while typing only where it is switched on. */
export function useCheck({ chatId, draftOf, model, files, prepare }: Asked): Checking {
  const client = useQueryClient();
  const [said, setSaid] = useState<Check | null>(null);
  const [marks, setMarks] = useState<Marks | null>(null);
  const [decisions, setDecisions] = useState<readonly Decision[]>(noDecisions);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const going = useRef<AbortController | null>(null);
  const wanted = useRef(false);

  const sent = files.flatMap((one) => (one.phase === "ready" && one.file ? [one.file.id] : [])).join(" ");
  const modelId = model?.id ?? null;
  const read = useCallback(() => memoryOf(client).drafts.get(draftOf)?.text ?? "", [client, draftOf]);

  const forget = useCallback(() => {
    clearTimeout(timer.current);
    going.current?.abort();
    wanted.current = false;
    setSaid(null);
    setMarks(null);
    setDecisions(noDecisions);
  }, []);

  const ask = useCallback(async () => {
    const text = read();
    going.current?.abort();
    if ((text.trim() === "" && sent === "") || text.length > mostCharacters) return forget();
    const stop = new AbortController();
    going.current = stop;
    const body = { text, ...(modelId ? { model: modelId } : {}), ...(chatId ? { chat_id: chatId } : {}), file_ids: sent === "" ? [] : sent.split(" "), decisions };
    try {
      const check = await call<Check>("POST", "/api/guard/check", { body, signal: stop.signal });
      const now = read();
      const made = marksOf(text, check);
      const wish = takeWish(chatId, check.findings);
      if (wish) setDecisions((before) => [...before, wish]);
      setSaid(check);
      setMarks(now === text ? made : { text: now, spans: carry(text, now, made.spans) });
    } catch {
      // The guard looks again when the message is sent; here its absence is not worth a word.
      if (!stop.signal.aborted) setSaid(null);
    }
  }, [read, sent, modelId, chatId, decisions, forget]);

  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  const plan = useCallback((wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void latest.current(), wait);
  }, []);

  // What is asked about besides the text; another one is looked at anew.
  const about = `${sent} ${modelId ?? ""} ${decisions.map(({ key, valve }) => `${key}:${valve}`).join(" ")}`;
  const before = useRef(about);
  useEffect(() => {
    const changed = before.current !== about;
    before.current = about;
    const first = sent !== "" && !wanted.current;
    if (!first && !(changed && wanted.current)) return;
    wanted.current = true;
    plan(0);
  }, [sent, about, plan]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      going.current?.abort();
    },
    [],
  );

  const edited = useCallback(
    (text: string, how: How) => {
      if (text === "" && sent === "") return forget();
      setMarks((before) => before && { text, spans: carry(before.text, text, before.spans) });
      if (how === "typed" && !checksTyping()) return;
      wanted.current = true;
      plan(how === "typed" ? afterTyping : afterPaste);
    },
    [sent, forget, plan],
  );
  const look = useCallback(() => plan(0), [plan]);
  const decide = useCallback(
    (finding: Shown, valve: Valve | null) => {
      const { key } = finding;
      if (chatId === null && prepare && valve) prepare((id) => keepWish(id, finding, valve)).catch(() => undefined);
      else setDecisions((before) => [...before.filter((one) => one.key !== key), ...(valve ? [{ key, valve }] : [])]);
    },
    [chatId, prepare],
  );

  const quiet = said === null || said.mode === "record";
  const found = useMemo(() => (quiet ? noFiles : filesOf(said)), [quiet, said]);
  return { check: quiet ? null : said, marks: quiet ? null : marks, files: found, decisions, edited, look, decide };
}
