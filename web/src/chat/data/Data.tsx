import { Archive, ArchiveRestore, Download, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { relativeTime } from "~/i18n/format";
import { Button, buttonClass } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { IconButton } from "~/ui/IconButton";
import { SettingLine } from "~/ui/SettingLine";
import { Spinner } from "~/ui/Spinner";
import { useChatActions } from "../actions/actions";
import { useChats } from "../chats";
import { DeleteChats } from "./DeleteChats";
import { TakeMyData } from "./TakeMyData";

/** One's own data: taking it along, deleting it, what else the app lets people do with it, and the chats put away. */
export function Data({ children }: { children: ReactNode }) {
  const { t } = useTranslation("app");
  return (
    <div className="divide-y divide-border">
      <SettingLine label={t("data.export")} hint={t("data.exportHint")}>
        <a href="/api/export?format=json" download className={buttonClass("outline")}>
          <Download aria-hidden="true" className="size-4" />
          {t("data.exportAction")}
        </a>
      </SettingLine>
      <TakeMyData />
      <DeleteChats />
      {children}
      <section className="pt-4">
        <h3 className="text-sm font-medium">{t("data.archived")}</h3>
        <ArchivedChats />
      </section>
    </div>
  );
}

function ArchivedChats() {
  const { t } = useTranslation("app");
  const chats = useChats(true);
  const actions = useChatActions();
  const rows = chats.data?.pages.flatMap((page) => page.items) ?? [];
  if (chats.isPending) return <Spinner className="mt-3" />;
  if (rows.length === 0) {
    return (
      <EmptyState icon={Archive} title={t("data.noneArchived")}>
        {t("data.noneArchivedBody")}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="mt-2 divide-y divide-border/60">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-2 py-1.5">
            <span dir="auto" className="own-direction min-w-0 flex-1 truncate text-sm">
              {row.title ?? t("chats.untitled")}
            </span>
            <time dateTime={row.updated_at} className="text-xs text-muted-foreground">
              {relativeTime(row.updated_at)}
            </time>
            <IconButton size="sm" label={t("chats.unarchive")} onClick={() => actions.archive(row)}>
              <ArchiveRestore aria-hidden="true" className="size-4" />
            </IconButton>
            <IconButton size="sm" label={t("chats.delete")} onClick={() => actions.remove(row)}>
              <Trash2 aria-hidden="true" className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      {chats.hasNextPage && (
        <Button size="sm" className="mt-3" busy={chats.isFetchingNextPage} onClick={() => void chats.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
