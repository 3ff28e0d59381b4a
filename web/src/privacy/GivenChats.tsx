import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Training } from "~/api/types";
import { useChat } from "~/chat/chats";
import { Button } from "~/ui/Button";
import { givenChats } from "./said";

interface GivenChatsProps {
  training: Training;
  onTakeBack: (chat: string) => void;
}

/** The chats that somebody gave for training one by one, each to be taken back. */
export function GivenChats({ training, onTakeBack }: GivenChatsProps) {
  const { t } = useTranslation("privacy");
  const chats = givenChats(training);
  if (chats.length === 0) return null;
  return (
    <ul aria-label={t("training.chats")} className="max-h-80 divide-y divide-border overflow-y-auto rounded-xl border border-border">
      {chats.map((chat) => (
        <Given key={chat} chat={chat} onTakeBack={() => onTakeBack(chat)} />
      ))}
    </ul>
  );
}

function Given({ chat, onTakeBack }: { chat: string; onTakeBack: () => void }) {
  const { t } = useTranslation("privacy");
  const found = useChat(chat).data;
  const title = found?.title ?? t("training.untitled");
  return (
    <li className="flex items-center justify-between gap-3 px-4 py-2">
      {found ? (
        <Link to="/chats/$chatId" params={{ chatId: chat }} dir="auto" className="own-direction min-w-0 truncate underline-offset-2 hover:underline">
          {title}
        </Link>
      ) : (
        <span className="min-w-0 truncate text-muted-foreground">{title}</span>
      )}
      <Button size="sm" variant="ghost" aria-label={t("training.takeBackNamed", { title })} onClick={onTakeBack}>
        {t("training.takeBack")}
      </Button>
    </li>
  );
}
