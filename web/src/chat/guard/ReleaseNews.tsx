import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { releasesQuery } from "~/guard/releases";
import { toast } from "~/ui/toast";

const name = "inhouse.guard.answered";
const mostKept = 100;

function seen(): string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
  return Array.isArray(kept) ? kept.map(String) : [];
}

/** Tells a person once what became of their requests for release. */
export function ReleaseNews() {
  const { t } = useTranslation("guard");
  const navigate = useNavigate();
  const releases = useQuery(releasesQuery).data?.items;
  useEffect(() => {
    const known = new Set(seen());
    const fresh = (releases ?? []).filter(({ id, answered_at }) => answered_at !== null && !known.has(id));
    if (fresh.length === 0) return;
    localStorage.setItem(name, JSON.stringify([...known, ...fresh.map(({ id }) => id)].slice(-mostKept)));
    for (const { granted, note, chat_id } of fresh) {
      toast({
        kind: granted ? "success" : "plain",
        title: t(granted ? "release.toastGranted" : "release.toastDenied"),
        ...(note ? { description: note } : {}),
        action: { label: t("release.toChat"), run: () => void navigate({ to: "/chats/$chatId", params: { chatId: chat_id } }) },
      });
    }
  }, [releases, t, navigate]);
  return null;
}
