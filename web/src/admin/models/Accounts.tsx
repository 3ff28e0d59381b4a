import { Ellipsis, Pencil, Plug, PlugZap, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "~/api/types";
import { DestinationBadge } from "~/destination/DestinationBadge";
import { factsWords } from "~/destination/terms";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "~/ui/Menu";
import { Notice } from "~/ui/Notice";
import { Tag } from "../Tag";
import { EditAccount } from "./EditAccount";
import { useAccounts, useChangeAccount, useRemoveAccount } from "./queries";

/** Accounts at providers and at servers of our own: addresses, keys, and what was declared of them. */
export function Accounts() {
  const { t } = useTranslation(["models", "app"]);
  const accounts = useAccounts();
  const [edited, setEdited] = useState<string | null>(null);
  const items = accounts.data?.items ?? [];
  const open = items.find((account) => account.id === edited);
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts" className="text-lg font-semibold tracking-tight">
        {t("accounts.title")}
      </h2>
      <p className="mt-1 mb-4 text-sm text-muted-foreground">{t("accounts.lead")}</p>
      {accounts.isError && <Notice kind="error" title={errorText(accounts.error, t).title} />}
      {accounts.isSuccess && items.length === 0 && <p className="rounded-xl border border-dashed border-border px-4 py-5 text-sm text-muted-foreground">{t("accounts.none")}</p>}
      <ul className="divide-y divide-border rounded-xl border border-border empty:hidden">
        {items.map((account) => (
          <AccountLine key={account.id} account={account} onEdit={() => setEdited(account.id)} />
        ))}
      </ul>
      {open && <EditAccount key={open.id} account={open} onClose={() => setEdited(null)} />}
    </section>
  );
}

function AccountLine({ account, onEdit }: { account: Account; onEdit: () => void }) {
  const { t } = useTranslation(["models", "app"]);
  const { credential } = account;
  return (
    <li className="flex items-start gap-3 px-4 py-3.5">
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <bdi>{account.name}</bdi>
          <DestinationBadge destination={account.destination} tip={false} />
          {!account.enabled && <Tag>{t("accounts.off")}</Tag>}
        </h3>
        <div className="mt-1 space-y-0.5 text-[0.8125rem] text-muted-foreground">
          <p dir="ltr" className="truncate rtl:text-end">
            {account.endpoint}
          </p>
          <p>
            {t(`accounts.credential.${credential.kind}`, { place: credential.place ?? "" })}
            {credential.method && ` ${t(`account.methods.${credential.method}`)}`}
          </p>
          <p>{factsWords(account.destination, account.terms, t)}</p>
          {account.trouble && (
            <p dir="ltr" lang="en" className="text-destructive rtl:text-end">
              {account.trouble}
            </p>
          )}
        </div>
      </div>
      <AccountMenu account={account} onEdit={onEdit} />
    </li>
  );
}

function AccountMenu({ account, onEdit }: { account: Account; onEdit: () => void }) {
  const { t } = useTranslation("models");
  const change = useChangeAccount(false);
  const remove = useRemoveAccount();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton quiet label={t("menu.label", { name: account.name })}>
            <Ellipsis aria-hidden="true" className="size-4.5" />
          </IconButton>
        }
      >
        <MenuItem icon={Pencil} onClick={onEdit}>
          {t("menu.edit")}
        </MenuItem>
        <MenuItem icon={account.enabled ? Plug : PlugZap} onClick={() => change.mutate({ id: account.id, body: { enabled: !account.enabled } })}>
          {t(account.enabled ? "accounts.disable" : "accounts.enable")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onClick={() => setAsking(true)}>
          {t("menu.remove")}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("menu.removeTitle", { name: account.name })}
        description={t("accounts.removeBody")}
        action={t("menu.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(account.id, { onSettled: () => setAsking(false) })}
      />
    </>
  );
}
