import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BadgeCheck, BadgeX, Ellipsis, Link2, Shield, ShieldOff, Trash2, UserCheck, UserPlus, UserX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { usePerson } from "~/api/session";
import type { AdminPerson } from "~/api/types";
import { dayOf } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { classes } from "~/ui/classes";
import { errorText } from "~/ui/error-text";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { toast } from "~/ui/toast";
import { ErasePerson } from "./ErasePerson";
import { InviteDialog } from "./InviteDialog";
import { LinkDialog, type OneTimeLink } from "./LinkDialog";
import { Section } from "./guard/Section";
import { adminKeys, usePeople } from "./queries";
import { Tag } from "./Tag";

/** Everyone who may sign in, and inviting more. */
export function People() {
  const { t } = useTranslation(["admin", "app"]);
  const people = usePeople();
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const items = people.data?.items ?? [];
  return (
    <Section
      title={t("people.title")}
      lead={people.data && t("people.count", { count: items.length })}
      action={
        <Button variant="primary" onClick={() => setInviting(true)}>
          <UserPlus aria-hidden="true" className="size-4" />
          {t("people.invite")}
        </Button>
      }
    >
      {people.isPending && <Spinner />}
      {people.isError && <Notice kind="error" title={errorText(people.error, t).title} />}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((person) => (
          <PersonLine key={person.id} person={person} onLink={setLink} />
        ))}
      </ul>
      {items.length === 1 && <p className="mt-4 text-sm text-muted-foreground">{t("people.alone")}</p>}
      {inviting && <InviteDialog onClose={() => setInviting(false)} onLink={setLink} />}
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </Section>
  );
}

function PersonLine({ person, onLink }: { person: AdminPerson; onLink: (link: OneTimeLink) => void }) {
  const { t } = useTranslation("admin");
  const me = usePerson();
  const [erasing, setErasing] = useState(false);
  const seen = person.last_seen_at === null ? t("people.never") : t("people.seen", { when: dayOf(person.last_seen_at) });
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className={classes("min-w-0 flex-1", person.disabled && "opacity-60")}>
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span dir="auto" className="truncate">
            {person.name || person.email}
          </span>
          {person.id === me?.id && <Tag>{t("people.you")}</Tag>}
          {person.admin && <Tag kind="good">{t("people.admin")}</Tag>}
          {person.auditor && <Tag kind="note">{t("people.auditor")}</Tag>}
          {person.disabled && <Tag kind="bad">{t("people.disabled")}</Tag>}
        </p>
        <p className="text-[0.8125rem] text-muted-foreground wrap-anywhere">
          <bdi>{person.email}</bdi>
          <span aria-hidden="true">{" · "}</span>
          {seen}
        </p>
      </div>
      {person.id !== me?.id && <PersonMenu person={person} onLink={onLink} onErase={() => setErasing(true)} />}
      {erasing && <ErasePerson person={person} onClose={() => setErasing(false)} />}
    </li>
  );
}

function PersonMenu({ person, onLink, onErase }: { person: AdminPerson; onLink: (link: OneTimeLink) => void; onErase: () => void }) {
  const { t } = useTranslation(["admin", "app", "own"]);
  const client = useQueryClient();
  const onError = (error: unknown) => toast({ kind: "error", title: errorText(error, t).title });
  const change = useMutation({
    mutationFn: (body: { disabled?: boolean; admin?: boolean; auditor?: boolean }) => call<AdminPerson>("PATCH", `/api/admin/people/${person.id}`, { body }),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: adminKeys.people }),
  });
  const renew = useMutation({
    mutationFn: () => call<{ link: string; expires_at: string }>("POST", `/api/admin/people/${person.id}/link`),
    onError,
    onSuccess: (link) => onLink({ ...link, name: person.name || person.email }),
  });
  return (
    <Menu
      align="end"
      trigger={
        <IconButton quiet label={t("people.menu", { name: person.name || person.email })}>
          <Ellipsis aria-hidden="true" className="size-4.5" />
        </IconButton>
      }
    >
      <MenuItem icon={Link2} disabled={person.disabled || person.last_seen_at !== null} onClick={() => renew.mutate()}>
        {t("people.newLink")}
      </MenuItem>
      <MenuItem icon={person.admin ? ShieldOff : Shield} onClick={() => change.mutate({ admin: !person.admin })}>
        {t(person.admin ? "people.takeAdmin" : "people.makeAdmin")}
      </MenuItem>
      {(person.auditor || !person.admin) && (
        <MenuItem icon={person.auditor ? BadgeX : BadgeCheck} onClick={() => change.mutate({ auditor: !person.auditor })}>
          {t(person.auditor ? "people.takeAuditor" : "people.makeAuditor")}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem icon={person.disabled ? UserCheck : UserX} danger={!person.disabled} onClick={() => change.mutate({ disabled: !person.disabled })}>
        {t(person.disabled ? "people.enable" : "people.disable")}
      </MenuItem>
      <MenuItem icon={Trash2} danger onClick={onErase}>
        {t("own:person.erase")}
      </MenuItem>
    </Menu>
  );
}
