import { create } from "zustand";
import { ApiError, call } from "~/api/call";
import type { Attachment, AttachmentBody, ChatFile, Message } from "~/api/types";
import { upload } from "~/api/upload";
import { newId } from "~/chat/stream/identity";

export const mostFiles = 10;
/** The server's own limit. */
export const mostBytes = 50 * 1_048_576;
const lookEvery = 300;
/** The server takes one more of a person at the same time. */
const sentAtOnce = 3;

/** A file in the composer, on its way or there. */
export interface Held {
  key: string;
  name: string;
  size: number;
  phase: "sending" | "reading" | "ready" | "failed";
  /** From 0 to 1; null while nobody knows. */
  share: number | null;
  file: ChatFile | null;
  error: unknown;
  /** The parts that were chosen; null for all. */
  portions: readonly number[] | null;
}

const none: readonly Held[] = [];
const useHeld = create<Readonly<Record<string, readonly Held[]>>>(() => ({}));
const running = new Map<string, AbortController>();
const waiting: (() => void)[] = [];
let sending = 0;

export function useFiles(chatId: string | null): readonly Held[] {
  return useHeld((all) => (chatId === null ? none : (all[chatId] ?? none)));
}

/** Whether files go with the message, and whether all of them can go now. */
export function standing(files: readonly Held[]): "none" | "waiting" | "ready" {
  if (files.length === 0) return "none";
  return files.some((one) => one.phase !== "ready" || isBlank(one)) ? "waiting" : "ready";
}

/** Begins to send files to a chat. What is over the limits is shown with the reason. */
export function addFiles(chatId: string, files: readonly File[]): void {
  const room = mostFiles - held(chatId).length;
  files.forEach((file, index) => {
    const one: Held = { key: newId(), name: file.name, size: file.size, phase: "sending", share: 0, file: null, error: null, portions: null };
    const refusal = index >= room ? "too_many_files" : file.size > mostBytes ? "file_too_large" : null;
    put(chatId, [...held(chatId), refusal ? { ...one, phase: "failed", error: new ApiError({ status: 413, code: refusal, message: "" }) } : one]);
    if (!refusal) void follow(chatId, one.key, file);
  });
}

/** Takes a file out of the composer, and off the server. */
export function removeFile(chatId: string, key: string): void {
  const gone = held(chatId).find((one) => one.key === key);
  put(chatId, held(chatId).filter((one) => one.key !== key));
  running.get(key)?.abort();
  // What is left behind is removed by the server after a day.
  if (gone?.file) call("DELETE", `/api/chats/${chatId}/files/${gone.file.id}`).catch(() => undefined);
}

export function choosePortions(chatId: string, key: string, portions: readonly number[] | null): void {
  change(chatId, key, { portions });
}

/** The files that go with a message; the composer is empty afterwards. */
export function takeFiles(chatId: string): readonly Held[] {
  const taken = held(chatId).filter((one) => one.phase === "ready");
  put(chatId, held(chatId).filter((one) => one.phase !== "ready"));
  return taken;
}

/** A message came back, and its files with it. */
export function giveBack(chatId: string, files: readonly Held[]): void {
  if (files.length > 0) put(chatId, [...files, ...held(chatId)]);
}

/** What the parts of a file are called. */
export function unitOf(file: ChatFile | null): string {
  return file?.picture ? "picture" : (file?.portions[0]?.unit ?? "page");
}

/** The files of a message that is about to be sent: those of the one that was edited, or those of the composer. */
export function sentFiles(edited: Message | undefined, files: readonly Held[] = []): Attachment[] {
  if (edited) return edited.attachments;
  return files.flatMap((one) => (one.file ? [attachmentOf(one, one.file)] : []));
}

/** The same as the server takes them; nothing for none. */
export function filesOf(attachments: readonly Attachment[]): { attachments?: AttachmentBody[] } {
  if (attachments.length === 0) return {};
  return { attachments: attachments.map(({ file, portions }) => ({ file, portions: portions ?? null })) };
}

function attachmentOf(one: Held, file: ChatFile): Attachment {
  const portions = one.portions ? [...one.portions] : null;
  return { file: file.id, name: file.name, kind: file.kind ?? "text", unit: unitOf(file), of: Math.max(1, file.of), size: textSize(one), portions };
}

/** Bytes of text that go with the message. */
export function textSize({ file, portions }: Held): number {
  if (!file || file.picture) return 0;
  return portions ? portions.reduce((sum, number) => sum + (file.portions[number]?.size ?? 0), 0) : file.text_size;
}

/** Whether there is nothing in it that could be sent, as in a scan. */
export function isBlank({ file }: Held): boolean {
  return file?.state === "ready" && file.of === 0 && !file.picture;
}

async function follow(chatId: string, key: string, source: File): Promise<void> {
  const stop = new AbortController();
  running.set(key, stop);
  const path = `/api/chats/${chatId}/files`;
  try {
    let file = await inTurn(() => {
      stop.signal.throwIfAborted();
      return upload<ChatFile>(path, source, {
        headers: { "X-File-Name": encodeURIComponent(wellFormed(source.name)), "Content-Type": "application/octet-stream" },
        signal: stop.signal,
        onSent: (bytes) => change(chatId, key, { share: source.size ? bytes / source.size : null }),
      });
    });
    while (file.state === "uploading" || file.state === "reading") {
      const { progress } = file;
      change(chatId, key, { file, phase: "reading", share: progress?.total ? progress.done / progress.total : null });
      await new Promise((resolve) => setTimeout(resolve, lookEvery));
      if (stop.signal.aborted) return;
      file = await call<ChatFile>("GET", `${path}/${file.id}`, { signal: stop.signal });
    }
    const failed = file.error && new ApiError({ status: 400, code: file.error.code, message: file.error.message, hint: file.error.hint });
    change(chatId, key, { file, phase: failed ? "failed" : "ready", error: failed, share: null });
  } catch (error) {
    if (!stop.signal.aborted) change(chatId, key, { phase: "failed", error, share: null });
  } finally {
    running.delete(key);
  }
}

/** Waits until fewer than three are being sent. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (sending >= sentAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  sending += 1;
  try {
    return await work();
  } finally {
    sending -= 1;
    waiting.shift()?.();
  }
}

/** Half of a character in a name cannot be sent. */
function wellFormed(name: string): string {
  return name.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "_");
}

function held(chatId: string): readonly Held[] {
  return useHeld.getState()[chatId] ?? none;
}

function put(chatId: string, files: readonly Held[]): void {
  useHeld.setState((all) => ({ ...all, [chatId]: files }));
}

function change(chatId: string, key: string, now: Partial<Held>): void {
  put(chatId, held(chatId).map((one) => (one.key === key ? { ...one, ...now } : one)));
}
