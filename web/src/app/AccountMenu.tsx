import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { BadgeCheck, ChartColumn, Fingerprint, Inbox as InboxIcon, Keyboard, LogOut, Settings, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { tellTabs } from "~/api/channel";
import { forgetSession, usePerson } from "~/api/session";
import { useDraft } from "~/chat/draft";
import { releasesQuery } from "~/guard/releases";
import { errorText } from "~/ui/error-text";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { openPanel } from "~/ui/panels";
import { keysOf } from "~/ui/shortcuts";
import { toast } from "~/ui/toast";

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => Array.from(word ?? "")[0] ?? "").join("").toLocaleUpperCase();
}

/** Who is signed in, and what is theirs: settings, administration, signing out. */
export function AccountMenu() {
  const { t } = useTranslation("app");
  const person = usePerson();
  const navigate = useNavigate();
  const signOut = useSignOut();
  if (!person) return null;
  return (
    <Menu
      side="top"
      className="w-(--anchor-width) min-w-56"
      trigger={
        <button
          type="button"
          className="flex min-h-11 w-full items-center gap-2.5 rounded-lg px-2 text-start transition-colors hover:bg-sidebar-accent data-popup-open:bg-sidebar-accent"
        >
          <span aria-hidden="true" className="inline-flex size-7.5 shrink-0 items-center justify-center rounded-full bg-primary-soft text-xs font-semibold text-primary">
            {initials(person.name || person.email)}
          </span>
          <span className="min-w-0 flex-1">
            <span dir="auto" className="own-direction block truncate text-sm font-medium">
              {person.name || person.email}
            </span>
          </span>
        </button>
      }
    >
      <p className="truncate px-2.5 pt-1.5 pb-1 text-xs text-muted-foreground">{person.email}</p>
      <MenuItem icon={Settings} keys={keysOf("settings")} onClick={() => void navigate({ to: ".", search: { settings: "general" } })}>
        {t("settings.title")}
      </MenuItem>
      <MenuItem icon={ChartColumn} onClick={() => void navigate({ to: "/usage" })}>
        {t("account.usage")}
      </MenuItem>
      <MenuItem icon={Fingerprint} onClick={() => void navigate({ to: "/privacy" })}>
        {t("account.privacy")}
      </MenuItem>
      <Inbox admin={person.admin} onOpen={() => void navigate({ to: "/releases" })} />
      {(person.admin || person.auditor) && (
        <MenuItem icon={BadgeCheck} onClick={() => void navigate({ to: "/proof" })}>
          {t("account.proof")}
        </MenuItem>
      )}
      {person.admin && (
        <MenuItem icon={ShieldCheck} onClick={() => void navigate({ to: "/admin/people" })}>
          {t("account.admin")}
        </MenuItem>
      )}
      <MenuItem icon={Keyboard} keys={keysOf("help")} onClick={() => openPanel("help")}>
        {t("shortcuts.title")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={LogOut} onClick={signOut}>
        {t("account.signOut")}
      </MenuItem>
    </Menu>
  );
}

/** For officers who do not find it among the pages of administrators. */
function Inbox({ admin, onOpen }: { admin: boolean; onOpen: () => void }) {
  const { t } = useTranslation("app");
  const officer = useQuery({ ...releasesQuery, enabled: !admin }).data?.officer ?? false;
  if (admin || !officer) return null;
  return (
    <MenuItem icon={InboxIcon} onClick={onOpen}>
      {t("account.releases")}
    </MenuItem>
  );
}

function useSignOut(): () => void {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const router = useRouter();
  return () => {
    call("DELETE", "/api/session").then(
      () => {
        useDraft.getState().reset();
        forgetSession(client);
        tellTabs({ type: "session" });
        void router.navigate({ to: "/sign-in" });
      },
      (error: unknown) => toast({ kind: "error", title: errorText(error, t).title }),
    );
  };
}
