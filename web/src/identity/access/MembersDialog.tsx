import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Group, Member } from "~/api/types";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { IconButton } from "~/ui/IconButton";
import { Select } from "~/ui/Select";
import { useAccessChange, usePeople, useServices } from "./queries";

/** Who is in a group: added one by one, each change counts at once. */
export function MembersDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation(["identity", "app"]);
  const change = useAccessChange();
  const members = group.members ?? [];
  const path = (member: string) => `groups/${group.id}/members/${member}`;
  return (
    <Dialog open onOpenChange={onClose} title={group.name} description={t("access.groups.membersBody")}>
      <DialogBody className="space-y-4">
        <AddMember members={members} busy={change.isPending} onAdd={(member) => change.mutate({ method: "PUT", path: path(member) })} />
        {members.length === 0 && <p className="text-sm text-muted-foreground">{t("access.groups.nobody")}</p>}
        <ul className="divide-y divide-border">
          {members.map((member) => (
            <li key={member.id} className="flex items-center gap-3 py-2">
              <div className="min-w-0 flex-1">
                <p dir="auto" className="truncate text-sm font-medium">
                  {member.name}
                </p>
                <p className="truncate text-xs text-muted-foreground">{member.email === null ? t("access.service") : <bdi>{member.email}</bdi>}</p>
              </div>
              <IconButton quiet label={t("access.groups.takeOut", { name: member.name })} onClick={() => change.mutate({ method: "DELETE", path: path(member.id) })}>
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          {t("app:done")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function AddMember({ members, busy, onAdd }: { members: readonly Member[]; busy: boolean; onAdd: (member: string) => void }) {
  const { t } = useTranslation("identity");
  const people = usePeople();
  const services = useServices();
  const [chosen, setChosen] = useState("");
  const inside = new Set(members.map((member) => member.id));
  const options = [
    ...(people.data?.items ?? []).map((person) => ({ value: person.id, label: person.name || person.email })),
    ...(services.data?.items ?? []).map((service) => ({ value: service.id, label: `${service.name} (${t("access.service")})` })),
  ].filter((option) => !inside.has(option.value));
  if (options.length === 0) return null;
  const value = inside.has(chosen) ? "" : chosen;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select label={t("access.groups.choose")} value={value} options={[{ value: "", label: t("access.groups.choose") }, ...options]} onChange={setChosen} className="min-w-52 flex-1" />
      <Button busy={busy} disabled={value === ""} onClick={() => onAdd(value)}>
        {t("access.groups.add")}
      </Button>
    </div>
  );
}
