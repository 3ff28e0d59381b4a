import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import type { ChatRetention } from "~/api/types";
import { formatDate } from "~/i18n/format";
import { errorText } from "~/ui/error-text";
import { Select } from "~/ui/Select";
import { toast } from "~/ui/toast";
import { chatKeys } from "../chats";

const usual = [1, 7, 30, 90, 365];

export function useChatRetention(chatId: string) {
  return useQuery({
    queryKey: [...chatKeys.chat(chatId), "retention"],
    queryFn: ({ signal }) => call<ChatRetention>("GET", `/api/chats/${chatId}/retention`, { signal }),
    staleTime: 0,
  });
}

/** The date on which the chat goes, in words. */
export function useGoing(chatId: string, pinned: boolean): string | null {
  const { t } = useTranslation("own");
  const found = useChatRetention(chatId).data;
  if (!found) return null;
  if (found.goes_at !== null) return t("goes.at", { day: formatDate(found.goes_at, { dateStyle: "medium" }) });
  return t(pinned && (found.days !== null || found.rule_days !== null) ? "goes.pinned" : "goes.stays");
}

/** How long this chat stays: the date, and less time than the rules give it. */
export function ChatStays({ chatId, pinned }: { chatId: string; pinned: boolean }) {
  const { t } = useTranslation(["own", "app"]);
  const client = useQueryClient();
  const retention = useChatRetention(chatId);
  const going = useGoing(chatId, pinned);
  const key = [...chatKeys.chat(chatId), "retention"];
  const give = useMutation({
    mutationFn: (days: number | null) => call<ChatRetention>("PUT", `/api/chats/${chatId}/retention`, { body: { days } }),
    onSuccess: (found) => client.setQueryData(key, found),
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
  });
  const found = retention.data;
  if (!found) return null;
  const days = [...new Set([...usual, ...(found.days === null ? [] : [found.days])])].toSorted((one, other) => one - other);
  const options = [{ value: "", label: t("goes.asRule") }, ...days.map((count) => ({ value: String(count), label: t("goes.after", { count }) }))];
  return (
    <div className="space-y-1.5">
      <p className="text-sm font-medium">{t("goes.label")}</p>
      <Select label={t("goes.label")} value={found.days === null ? "" : String(found.days)} options={options} onChange={(value) => give.mutate(value === "" ? null : Number(value))} />
      <p role="status" className="text-[0.8125rem] text-muted-foreground">
        {going}
        {found.rule_days !== null && ` ${t("goes.rule", { count: found.rule_days })}`}
      </p>
    </div>
  );
}
