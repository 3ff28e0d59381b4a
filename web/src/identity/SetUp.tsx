import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "~/api/call";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { useEntry, useLink, useLinkToken } from "./entry";
import { EntryPage } from "./EntryPage";
import { LinkProblem } from "./LinkProblem";
import { PasswordField, shortestPassword } from "./PasswordField";

/** The first administrator, made through the one-time link that the server printed. */
export function SetUp() {
  const { t } = useTranslation("identity");
  const token = useLinkToken();
  const link = useLink(token);
  if (token === null) return <LinkProblem kind="setup" reason="missing" />;
  if (link.error instanceof ApiError && !link.error.away) return <LinkProblem kind="setup" reason="refused" />;
  return (
    <EntryPage title={t("setUp.title")} lead={t("setUp.lead")}>
      <SetUpForm token={token} email={link.data?.email ?? ""} />
    </EntryPage>
  );
}

function SetUpForm({ token, email: given }: { token: string; email: string }) {
  const { t } = useTranslation(["identity", "app"]);
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [email, setEmail] = useState(given);
  const [password, setPassword] = useState("");
  const entry = useEntry<{ token: string; name: string; email: string; password: string }>("/api/setup", () => void navigate({ to: "/setup/brain" }));
  const code = entry.error instanceof ApiError ? entry.error.code : "";
  const words = entry.error ? errorText(entry.error, t) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entry.mutate({ token, name: name.trim(), email: email.trim(), password });
  };
  return (
    <form onSubmit={submit} className="space-y-5">
      <Field label={t("fields.name")}>
        <Input autoFocus required autoComplete="name" dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t("fields.email")} error={code === "invalid_email" ? words?.title : undefined}>
        <Input required type="email" autoComplete="username" dir="ltr" className="rtl:text-end" value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <PasswordField
        kind="new"
        label={t("fields.password")}
        hint={t("password.rule", { count: shortestPassword })}
        error={code === "weak_password" ? words?.title : undefined}
        value={password}
        onChange={setPassword}
      />
      {words && code !== "invalid_email" && code !== "weak_password" && (
        <Notice kind="error" title={words.title}>
          {words.hint}
        </Notice>
      )}
      <Button type="submit" variant="primary" size="lg" busy={entry.isPending} className="w-full">
        {t("setUp.action")}
      </Button>
    </form>
  );
}
