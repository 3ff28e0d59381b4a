import { Autocomplete } from "@base-ui/react/autocomplete";
import { useNavigate } from "@tanstack/react-router";
import { MessageSquare, Search, Type } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "~/api/types";
import { number, relativeTime } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Spinner } from "~/ui/Spinner";
import { Snippet } from "./Snippet";
import { useSearch } from "./useSearch";

/** Finds words in the titles and messages of all one's chats. */
export function SearchDialog({ open, onOpenChange, start = "" }: { open: boolean; onOpenChange: (open: boolean) => void; start?: string }) {
  const { t } = useTranslation("app");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("search.title")} hideTitle place="top" size="lg">
      <SearchBox start={start} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function SearchBox({ start, onClose }: { start: string; onClose: () => void }) {
  const { t } = useTranslation("app");
  const [text, setText] = useState(start);
  const search = useSearch(text);
  const navigate = useNavigate();
  const go = (hit: SearchHit) => {
    onClose();
    void navigate({ to: "/chats/$chatId", params: { chatId: hit.chat_id }, search: hit.message_id ? { message: hit.message_id } : {} });
  };
  return (
    <Autocomplete.Root open inline items={search.hits} mode="none" autoHighlight="always" keepHighlight value={text} onValueChange={setText} itemToStringValue={(hit: SearchHit) => hit.chat_id}>
      <div className="flex items-center gap-3 border-b border-border px-4">
        <Search aria-hidden="true" className="size-4.5 shrink-0 text-muted-foreground" />
        <Autocomplete.Input dir="auto" autoFocus aria-label={t("search.title")} placeholder={t("search.placeholder")} className="h-14 w-full bg-transparent text-base outline-none" />
        {search.searching && <Spinner />}
      </div>
      <Autocomplete.List className="min-h-0 flex-1 overflow-y-auto overscroll-contain not-empty:p-2">
          {(hit: SearchHit) => (
            <Autocomplete.Item key={`${hit.chat_id}-${hit.message_id ?? "title"}`} value={hit} onClick={() => go(hit)} className="flex cursor-pointer gap-3 rounded-lg px-3 py-2.5 outline-none data-highlighted:bg-accent">
              <HitLines hit={hit} />
            </Autocomplete.Item>
          )}
      </Autocomplete.List>
      {search.more && (
        <Button variant="ghost" size="sm" className="mx-auto my-2 flex" onClick={search.more}>
          {t("search.more")}
        </Button>
      )}
      <Progress text={text} found={search.hits.length} scanned={search.scanned} searching={search.searching} failed={search.failed} />
    </Autocomplete.Root>
  );
}

function HitLines({ hit }: { hit: SearchHit }) {
  const { t } = useTranslation("app");
  const Icon = hit.message_id === null ? Type : MessageSquare;
  return (
    <>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-3">
          <span dir="auto" className="own-direction min-w-0 flex-1 truncate text-sm font-medium">
            {hit.message_id === null ? <Snippet text={hit.snippet} ranges={hit.ranges} /> : (hit.title ?? t("chats.untitled"))}
          </span>
          <time dateTime={hit.at} className="shrink-0 text-xs text-muted-foreground">
            {relativeTime(hit.at)}
          </time>
        </span>
        {hit.message_id !== null && (
          <span dir="auto" className="own-direction line-clamp-2 text-[0.8125rem] text-muted-foreground">
            {hit.role === "user" && <span className="text-foreground">{t("search.you")} </span>}
            <Snippet text={hit.snippet} ranges={hit.ranges} />
          </span>
        )}
      </span>
    </>
  );
}

function Progress({ text, found, scanned, searching, failed }: { text: string; found: number; scanned: number; searching: boolean; failed: boolean }) {
  const { t } = useTranslation("app");
  const words = () => {
    if (failed) return t("search.failed");
    if (!text.trim()) return t("search.hint");
    if (searching) return t("search.searching", { scanned: number(scanned) });
    return found === 0 ? t("search.none", { scanned: number(scanned) }) : t("search.found", { count: found, scanned: number(scanned) });
  };
  return (
    <p role="status" className="border-t border-border px-5 py-3 text-[0.8125rem] text-muted-foreground">
      {words()}
    </p>
  );
}
