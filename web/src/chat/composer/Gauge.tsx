import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { Gauge as Reading } from "~/api/types";
import { currentLocale } from "~/i18n";
import { number } from "~/i18n/format";
import { Tooltip } from "~/ui/Tooltip";

const radius = 7;
const around = 2 * Math.PI * radius;
const tight = 0.9;

/** How full the model's context is with this chat and the draft; says when older messages will be left out. */
export function Gauge({ chatId, at, draftBytes }: { chatId: string; at: string; draftBytes: number }) {
  const { t } = useTranslation("chat");
  const reading = useQuery({
    queryKey: ["chats", "gauge", chatId, at, draftBytes],
    queryFn: ({ signal }) => call<Reading>("GET", `/api/chats/${chatId}/gauge`, { query: { draft_bytes: draftBytes }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  }).data;
  if (!reading || reading.context_tokens <= 0) return null;
  const share = Math.min(1, reading.used_tokens / reading.context_tokens);
  const percent = new Intl.NumberFormat(currentLocale(), { style: "percent" }).format(share);
  const figures = { used: number(reading.used_tokens), most: number(reading.context_tokens) };
  const left = reading.left_out > 0 ? t("gauge.leftOut", { count: reading.left_out }) : null;
  const detail = [t(reading.exact ? "gauge.detail" : "gauge.about", figures), left].filter(Boolean).join(". ");
  const look = share >= tight || left ? "text-external" : "text-primary";
  return (
    <Tooltip side="top" label={detail}>
      {/* Focusable, so that the figures can be read without a pointer. */}
      <span tabIndex={0} role="img" aria-label={`${t("gauge.label", { percent })}. ${detail}`} className="inline-flex items-center gap-1.5 rounded-md px-1 text-xs text-muted-foreground tabular-nums">
        <svg viewBox="0 0 18 18" className={`size-4.5 -rotate-90 ${look}`} aria-hidden="true">
          <circle cx="9" cy="9" r={radius} fill="none" strokeWidth="2.5" className="stroke-border" />
          <circle cx="9" cy="9" r={radius} fill="none" strokeWidth="2.5" stroke="currentColor" strokeLinecap="round" strokeDasharray={`${share * around} ${around}`} />
        </svg>
        {percent}
      </span>
    </Tooltip>
  );
}
