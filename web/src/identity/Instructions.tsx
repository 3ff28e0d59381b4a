import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { notePerson, usePerson } from "~/api/session";
import type { Person } from "~/api/types";
import { Button } from "~/ui/Button";
import { errorText } from "~/ui/error-text";
import { Field, TextArea } from "~/ui/Field";
import { toast } from "~/ui/toast";

const longest = 8_000;

/** What every model is told about this person, in every chat. */
export function Instructions() {
  const { t } = useTranslation(["identity", "app"]);
  const client = useQueryClient();
  const kept = usePerson()?.instructions ?? "";
  const [text, setText] = useState(kept);
  const save = useMutation({
    mutationFn: (instructions: string) => call<Person>("PATCH", "/api/me", { body: { instructions } }),
    onSuccess: (person) => {
      notePerson(client, person);
      setText(person.instructions);
      toast({ kind: "success", title: t("instructions.saved") });
    },
    onError: (error) => toast({ kind: "error", title: errorText(error, t).title }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(text.trim());
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label={t("instructions.label")} hint={t("instructions.hint")}>
        <TextArea value={text} maxLength={longest} placeholder={t("instructions.placeholder")} onChange={(event) => setText(event.target.value)} className="max-h-[45dvh] min-h-44" />
      </Field>
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={save.isPending} disabled={text.trim() === kept}>
          {t("app:save")}
        </Button>
      </div>
    </form>
  );
}
