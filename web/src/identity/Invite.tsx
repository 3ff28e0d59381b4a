import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "~/api/call";
import type { Link } from "~/api/types";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { useEntry, useLink, useLinkToken } from "./entry";
import { EntryPage } from "./EntryPage";
import { LinkProblem } from "./LinkProblem";
import { PasswordField, shortestPassword } from "./PasswordField";

/** A person's own way in: the administrator gave them a one-time link. */
export function Invite() {
  const { t } = useTranslation("identity");
  const token = useLinkToken();
  const link = useLink(token);
  if (token === null) return <LinkProblem kind="invite" reason="missing" />;
  if (link.error instanceof ApiError && !link.error.away) return <LinkProblem kind="invite" reason="refused" />;
  return (
    <EntryPage title={t("invite.title")} lead={t("invite.lead")}>
      {link.data ? <InviteForm token={token} link={link.data} /> : <Spinner className="mx-auto block" />}
    </EntryPage>
  );
}

function InviteForm({ token, link }: { token: string; link: Link }) {
  const { t } = useTranslation(["identity", "app"]);
  const navigate = useNavigate();
  const [name, setName] = useState(link.name ?? "");
  const [password, setPassword] = useState("");
  const entry = useEntry<{ token: string; name: string; password: string }>("/api/invite", () => void navigate({ to: "/" }));
  const weak = entry.error instanceof ApiError && entry.error.code === "weak_password";
  const words = entry.error ? errorText(entry.error, t) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entry.mutate({ token, name: name.trim(), password });
  };
  return (
    <form onSubmit={submit} className="space-y-5">
      <Field label={t("fields.email")}>
        <Input readOnly type="email" autoComplete="username" dir="ltr" value={link.email ?? ""} className="bg-muted rtl:text-end" />
      </Field>
      <Field label={t("fields.name")}>
        <Input required autoComplete="name" dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <PasswordField
        kind="new"
        autoFocus
        label={t("fields.newPassword")}
        hint={t("password.rule", { count: shortestPassword })}
        error={weak ? words?.title : undefined}
        value={password}
        onChange={setPassword}
      />
      {words && !weak && (
        <Notice kind="error" title={words.title}>
          {words.hint}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={entry.isPending} className="w-full">
        {t("invite.action")}
      </Button>
    </form>
  );
}
