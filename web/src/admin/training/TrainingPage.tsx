import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { TrainingRule } from "~/api/types";
import { Section } from "~/admin/guard/Section";
import { usePeopleNames } from "~/admin/guard/queries";
import { formatDate, number } from "~/i18n/format";
import { Button } from "~/ui/Button";
import { ConfirmDialog } from "~/ui/ConfirmDialog";
import { errorText } from "~/ui/error-text";
import { Field, TextArea } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Spinner } from "~/ui/Spinner";
import { Tag } from "../Tag";
import { useDecide, useTrainingRule } from "./queries";

const longest = 2_000;
const command = "inhouse export training FILE";

/** Whether people may be asked to give chats for training: the purpose, who decided it, and how many said yes. */
export function TrainingPage() {
  const { t } = useTranslation(["training", "app"]);
  const rule = useTrainingRule();
  if (rule.isPending) return <Spinner />;
  if (!rule.data) return <Notice kind="error" title={errorText(rule.error, t).title} />;
  return (
    <Section title={t("title")} lead={t("lead")}>
      <div className="max-w-2xl space-y-6">
        <State rule={rule.data} />
        <Form key={rule.data.version} rule={rule.data} />
        <div className="space-y-2 border-t border-border pt-4 text-[0.8125rem] text-muted-foreground">
          <p>{t("export")}</p>
          <code dir="ltr" className="inline-block rounded bg-muted px-2 py-1 font-mono text-xs text-foreground">
            {command}
          </code>
        </div>
      </div>
    </Section>
  );
}

function State({ rule }: { rule: TrainingRule }) {
  const { t } = useTranslation("training");
  const names = usePeopleNames();
  const by = rule.changed_by === null ? t("byCommand") : (names.get(rule.changed_by) ?? t("bySomebody"));
  return (
    <div className="space-y-2 rounded-xl border border-border px-4 py-3 text-sm">
      <p role="status" className="flex flex-wrap items-center gap-2">
        <Tag kind={rule.allowed ? "warn" : "good"}>{t(rule.allowed ? "allowed" : "forbidden")}</Tag>
        {!rule.allowed && <span>{t("forbiddenBody")}</span>}
      </p>
      {rule.purpose !== "" && (
        <>
          {!rule.allowed && <p className="text-muted-foreground">{t("lastPurpose")}</p>}
          <blockquote dir="auto" className="border-s-2 border-border ps-3 whitespace-pre-wrap">
            {rule.purpose}
          </blockquote>
        </>
      )}
      {rule.allowed && <p>{rule.people === null ? t("few", { count: rule.fewest }) : t("people", { shown: number(rule.people) })}</p>}
      <p className="text-[0.8125rem] text-muted-foreground">{rule.changed_at === null ? t("never") : t("changed", { version: rule.version, when: formatDate(rule.changed_at), by })}</p>
    </div>
  );
}

type Asked = "allow" | "change" | "forbid";

function Form({ rule }: { rule: TrainingRule }) {
  const { t } = useTranslation(["training", "app"]);
  const decide = useDecide();
  const [purpose, setPurpose] = useState(rule.purpose);
  const [asked, setAsked] = useState<Asked | null>(null);
  const words = purpose.trim();
  const kind: Asked = rule.allowed ? "change" : "allow";
  const changed = words !== "" && (!rule.allowed || words !== rule.purpose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) setAsked(kind);
  };
  const confirm = () => decide.mutate({ allowed: asked !== "forbid", purpose: asked === "forbid" ? "" : words }, { onSettled: () => setAsked(null) });
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label={t("purpose")} hint={t("purposeHint")}>
        <TextArea value={purpose} maxLength={longest} onChange={(event) => setPurpose(event.target.value)} />
      </Field>
      {decide.isError && <Notice kind="error" title={errorText(decide.error, t).title} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="outline" disabled={!changed}>
          {t(kind)}
        </Button>
        {rule.allowed && (
          <Button variant="outline" onClick={() => setAsked("forbid")}>
            {t("forbid")}
          </Button>
        )}
      </div>
      {asked !== null && (
        <ConfirmDialog
          open
          danger={asked === "forbid"}
          onOpenChange={(open) => !open && setAsked(null)}
          title={t(`ask.${asked}.title`)}
          description={t(`ask.${asked}.body`)}
          action={t(`ask.${asked}.action`)}
          busy={decide.isPending}
          onConfirm={confirm}
        />
      )}
    </form>
  );
}
