import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "~/api/call";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, Input } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { useEntry } from "./entry";
import { EntryPage } from "./EntryPage";
import { PasswordField } from "./PasswordField";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { t } = useTranslation(["identity", "app"]);
  const { next } = route.useSearch();
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const entry = useEntry<{ email: string; password: string }>("/api/session", () => router.history.push(next ?? "/"));
  const wait = useCountdown(entry.error instanceof ApiError && entry.error.code === "too_many_attempts" ? entry.error : null);
  const words = entry.error ? errorText(entry.error, t) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entry.mutate({ email: email.trim(), password });
  };
  return (
    <EntryPage title={t("signIn.title")} lead={t("signIn.lead")}>
      <form onSubmit={submit} className="space-y-5">
        <Field label={t("fields.email")}>
          <Input autoFocus required type="email" name="email" autoComplete="username" dir="ltr" className="rtl:text-end" value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <PasswordField kind="current" label={t("fields.password")} value={password} onChange={setPassword} />
        {words && (
          <Notice kind="error" title={wait > 0 ? t("signIn.wait", { count: wait }) : words.title}>
            {words.hint}
          </Notice>
        )}
        <Button type="submit" variant="primary" size="lg" busy={entry.isPending} disabled={wait > 0} className="w-full">
          {t("signIn.action")}
        </Button>
      </form>
      <p className="mt-5 text-center text-[0.8125rem] text-muted-foreground">{t("signIn.forgotten")}</p>
    </EntryPage>
  );
}

/** Seconds that are left until another try is allowed. */
function useCountdown(error: ApiError | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const until = Date.now() + (error?.retryAfter ?? 0) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    if (!error?.retryAfter) return undefined;
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
