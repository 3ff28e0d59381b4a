import { ArrowUp, Square } from "lucide-react";
import { useId, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "~/api/call";
import { DropZone } from "~/chat/files/DropZone";
import { PickFiles } from "~/chat/files/PickFiles";
import type { How, Marks } from "~/chat/guard/useCheck";
import { currentLocale } from "~/i18n";
import { classes } from "~/ui/classes";
import { errorText } from "~/ui/error-text";
import { keysOf, useShortcut } from "~/ui/shortcuts";
import { Tooltip } from "~/ui/Tooltip";
import { useDraftText } from "./drafts";
import { mostBytes, worthShowing } from "./size";
import "./composer.css";
import { Underlines } from "./Underlines";
import { useField } from "./useField";

interface ComposerProps {
  /** Whose draft this is: a chat's id, or `newChat`. */
  draftOf: string;
  /** What is wrong with sending now, in words; null when nothing is. */
  reason: string | null;
  placeholder: string;
  run: { stopping: boolean } | null;
  busy?: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
  /** Arrow up in the empty field; false when there is nothing to edit. */
  onEditLast?: () => boolean;
  /** Files came by paste, drop or choice. */
  onFiles: (files: readonly File[]) => void;
  /** Whether files go with the message, and whether all of them can go now. */
  files?: "none" | "waiting" | "ready";
  /** The files, above the text. */
  chips?: ReactNode;
  /** What is to be underlined in the text. */
  marks?: Marks | null;
  /** The text is another now. */
  onEdit?: (text: string, how: How) => void;
  /** Words below the box. */
  foot?: ReactNode;
  /** Beside the button for files. */
  tools?: ReactNode;
  children?: (draftBytes: number) => ReactNode;
}

/** Where a message is written. */
export function Composer({ draftOf, reason, placeholder, run, busy = false, onSend, onStop, onEditLast, onFiles, files = "none", chips, marks = null, onEdit = ignore, foot, tools, children }: ComposerProps) {
  const { t } = useTranslation("chat");
  const draft = useDraftText(draftOf);
  const { area, empty, bytes, settled, changed, set } = useField(draft, onEdit);
  const note = useId();
  const tooLarge = bytes > mostBytes;
  const ready = sendable(empty, files) && !tooLarge && !busy && reason === null && run === null;
  const focus = () => area.current?.focus();
  useShortcut("focusComposer", focus);
  const send = () => {
    if (!ready) return;
    const text = area.current?.value ?? "";
    draft.forgive();
    onSend(text);
    set("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (composing(event) || event.shiftKey || event.altKey) return;
    if (event.key === "Enter" && !touches()) {
      event.preventDefault();
      send();
    }
    if (event.key === "ArrowUp" && area.current?.value === "" && onEditLast?.()) event.preventDefault();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Trouble error={draft.error} />
      <DropZone onFiles={onFiles} />
      {/* A click beside the text is a click into it. */}
      <div className="composer-box" onPointerUp={(event) => event.target === event.currentTarget && focus()}>
        {chips}
        <div className="relative">
          <Underlines area={area} marks={marks} />
          <textarea
            ref={area}
            rows={1}
            dir="auto"
            aria-label={t("composer.label")}
            aria-describedby={note}
            placeholder={placeholder}
            enterKeyHint={touches() ? "enter" : "send"}
            autoComplete="off"
            onInput={(event) => changed(howCame(event.nativeEvent))}
            onKeyDown={onKeyDown}
            onPaste={(event) => takePasted(event, onFiles)}
            className="composer-field relative"
          />
        </div>
        <div className="flex min-h-9 items-center gap-2">
          <PickFiles onFiles={onFiles} />
          {tools}
          <p id={note} className={classes("min-w-0 flex-1 truncate ps-1.5 text-xs text-muted-foreground", tooLarge && "text-destructive")}>
            <Note reason={reason} bytes={bytes} waiting={files === "waiting"} />
          </p>
          {children?.(settled)}
          <GoButton run={run} ready={ready} onStop={onStop} />
        </div>
      </div>
      {foot}
    </form>
  );
}

const ignore = () => undefined;

/** Whether words were pasted or dropped, or typed. */
export function howCame(event: Event): How {
  return "inputType" in event && String(event.inputType).startsWith("insertFrom") ? "pasted" : "typed";
}

function GoButton({ run, ready, onStop }: { run: ComposerProps["run"]; ready: boolean; onStop: () => void }) {
  const { t } = useTranslation("chat");
  if (!run) {
    return (
      <button type="submit" disabled={!ready} aria-label={t("composer.send")} className="composer-button">
        <ArrowUp aria-hidden="true" className="size-5" strokeWidth={2.25} />
      </button>
    );
  }
  return (
    <Tooltip side="top" label={t("composer.stop")} keys={keysOf("stop")}>
      <button type="button" onClick={onStop} disabled={run.stopping} aria-label={t(run.stopping ? "composer.stopping" : "composer.stop")} className="composer-button">
        <Square aria-hidden="true" className="size-3.5 fill-current" />
      </button>
    </Tooltip>
  );
}

/** Takes files from the clipboard. */
function takePasted(event: ClipboardEvent, onFiles: ComposerProps["onFiles"]): void {
  const { files, types } = event.clipboardData;
  // Office programs put a picture of the words beside the words.
  if (files.length === 0 || types.includes("text/plain")) return;
  event.preventDefault();
  onFiles([...files]);
}

/** Whether there is something to send, and all of it can go. */
function sendable(empty: boolean, files: "none" | "waiting" | "ready"): boolean {
  return files === "none" ? !empty : files === "ready";
}

/** While an input method composes, the keys belong to it (229 is how Safari says so). */
export function composing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229;
}

/** On a phone Enter makes a new line: there is no Shift to hold, and the button is beside the thumb. */
function touches(): boolean {
  return matchMedia("(pointer: coarse) and (not (any-pointer: fine))").matches;
}

function bytesText(bytes: number): string {
  return new Intl.NumberFormat(currentLocale(), { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(bytes / 1_024);
}

function Note({ reason, bytes, waiting }: { reason: string | null; bytes: number; waiting: boolean }) {
  const { t } = useTranslation("chat");
  const sizes = { size: bytesText(bytes), most: bytesText(mostBytes) };
  if (bytes > mostBytes) return t("composer.tooLarge", sizes);
  if (reason) return reason;
  if (waiting) return t("files.wait");
  if (worthShowing(bytes)) return t("composer.large", sizes);
  return <span className="sr-only">{t("composer.hint")}</span>;
}

/** Why the last message came back. */
function Trouble({ error }: { error: unknown }) {
  const { t } = useTranslation("chat");
  if (!error) return null;
  const { title, hint } = errorText(error, t);
  const own = error instanceof ApiError && error.hint !== hint ? error.hint : null;
  return (
    <div role="alert" className="mb-2 rounded-xl bg-destructive-soft px-3.5 py-2.5 text-sm text-destructive">
      <p className="font-medium">{title}</p>
      <p>{[hint ?? own, t("composer.kept")].filter(Boolean).join(" ")}</p>
    </div>
  );
}
