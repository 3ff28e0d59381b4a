import { Plus, UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Group } from "~/api/types";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { AccessSection } from "./AccessSection";
import { MembersDialog } from "./MembersDialog";
import { NameDialog } from "./NameDialog";
import { useGroups } from "./queries";
import { RowMenu } from "./RowMenu";

/** Groups with their members. */
export function Groups() {
  const { t } = useTranslation(["identity", "app"]);
  const groups = useGroups();
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const items = groups.data?.items ?? [];
  const open = items.find((group) => group.id === shown);
  return (
    <AccessSection
      name="groups"
      action={
        <Button onClick={() => setMaking(true)}>
          <Plus aria-hidden="true" className="size-4" />
          {t("access.groups.create")}
        </Button>
      }
    >
      {groups.isPending && <Spinner />}
      {groups.isError && <Notice kind="error" title={errorText(groups.error, t).title} />}
      {groups.isSuccess && items.length === 0 && <EmptyState icon={UsersRound} title={t("access.groups.none")}>{t("access.groups.noneBody")}</EmptyState>}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((group) => (
          <GroupLine key={group.id} group={group} onMembers={() => setShown(group.id)} />
        ))}
      </ul>
      {making && <NameDialog title={t("access.groups.create")} path="groups" onClose={() => setMaking(false)} />}
      {open && <MembersDialog group={open} onClose={() => setShown(null)} />}
    </AccessSection>
  );
}

function GroupLine({ group, onMembers }: { group: Group; onMembers: () => void }) {
  const { t } = useTranslation("identity");
  const members = group.members ?? [];
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-sm font-medium">
          {group.name}
        </p>
        <p className="truncate text-[0.8125rem] text-muted-foreground">
          {t("access.groups.count", { count: members.length })}
          {members.map((member) => (
            <span key={member.id}>
              <span aria-hidden="true">{" · "}</span>
              <bdi>{member.name}</bdi>
            </span>
          ))}
        </p>
      </div>
      <RowMenu name={group.name} kind="groups" id={group.id} icon={UsersRound} action={t("access.groups.members")} onAction={onMembers} />
    </li>
  );
}
