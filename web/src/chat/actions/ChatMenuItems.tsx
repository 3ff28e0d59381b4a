import { Archive, ArchiveRestore, FileCode2, FileText, GraduationCap, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { MenuItem, MenuLink, MenuSeparator } from "~/ui/Menu";
import { useGoing } from "../settings/ChatStays";
import { giveChat, useTrainingOf } from "../training/giving";
import { useChatActions, type ActionTarget } from "./actions";

/** The date on which the chat goes. */
function Going({ target }: { target: ActionTarget }) {
  const going = useGoing(target.id, target.pinned);
  return going && <p className="max-w-56 px-2.5 pt-1 pb-1.5 text-xs text-muted-foreground">{going}</p>;
}

/** The menu of one chat: in the sidebar and in the header. */
export function ChatMenuItems({ target }: { target: ActionTarget }) {
  const { t } = useTranslation("app");
  const actions = useChatActions();
  const training = useTrainingOf(target.temporary ? null : target.id);
  const exported = (format: string) => `/api/chats/${target.id}/export?format=${format}`;
  return (
    <>
      <MenuItem icon={Pencil} onClick={() => actions.rename(target)}>
        {t("chats.rename")}
      </MenuItem>
      <MenuItem icon={target.pinned ? PinOff : Pin} onClick={() => actions.pin(target)}>
        {t(target.pinned ? "chats.unpin" : "chats.pin")}
      </MenuItem>
      <MenuItem icon={target.archived ? ArchiveRestore : Archive} onClick={() => actions.archive(target)}>
        {t(target.archived ? "chats.unarchive" : "chats.archive")}
      </MenuItem>
      <MenuSeparator />
      <MenuLink icon={FileText} href={exported("markdown")} download>
        {t("chats.exportMarkdown")}
      </MenuLink>
      <MenuLink icon={FileCode2} href={exported("json")} download>
        {t("chats.exportJson")}
      </MenuLink>
      {training !== null && (
        <MenuItem icon={GraduationCap} onClick={() => giveChat(target.id)}>
          {t("chats.training")}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onClick={() => actions.remove(target)}>
        {t("chats.delete")}
      </MenuItem>
      <Suspense>{!target.temporary && <Going target={target} />}</Suspense>
    </>
  );
}
