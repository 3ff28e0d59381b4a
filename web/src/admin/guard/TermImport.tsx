import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { kindName } from "~/guard/kinds";
import { Button } from "~/ui/Button";
import { Dialog, DialogBody, DialogFooter } from "~/ui/Dialog";
import { errorText } from "~/ui/error-text";
import { Field, Input, TextArea } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Switch } from "~/ui/Switch";
import { toast } from "~/ui/toast";
import { Tag } from "../Tag";
import { understand, useTermChanges, type Understood } from "./terms";

const rest = 500;
/** A larger list, or one in an old encoding, is kept beside the field, which need not draw it. */
const mostShown = 50_000;

/** Takes a pasted list or a CSV file, and shows what was understood before anything is kept. */
export function TermImport({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["policy", "app"]);
  const [typed, setTyped] = useState("");
  const [file, setFile] = useState<{ name: string; content: string } | null>(null);
  const [category, setCategory] = useState("other");
  const [replace, setReplace] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const text = file ? file.content : typed;
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  const bodyOf = (given: string) => ({ text: file ? "" : given, content: file ? given : "", category: category.trim() || "other", replace });
  const body = bodyOf(settled);
  const understood = useQuery({
    queryKey: ["admin", "guard", "preview", file?.name ?? "", settled, body.category],
    queryFn: ({ signal }) => understand(body, signal),
    enabled: settled.trim() !== "",
    gcTime: 0,
    retry: false,
  });
  const { add } = useTermChanges(() => {
    toast({ kind: "success", title: t("terms.import.done") });
    onClose();
  });
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const read = chosen.size <= mostShown ? decoded(await chosen.arrayBuffer()) : null;
    if (read === null) setFile({ name: chosen.name, content: await base64(chosen) });
    else {
      setFile(null);
      setTyped(read);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(bodyOf(text));
  };
  const error = add.error ?? understood.error;
  return (
    <Dialog open onOpenChange={onClose} size="lg" title={t("terms.import.title")} description={t("terms.import.lead")}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody className="space-y-4">
          {file ? (
            <Notice
              title={file.name}
              action={
                <Button size="sm" variant="ghost" onClick={() => setFile(null)}>
                  {t("app:cancel")}
                </Button>
              }
            />
          ) : (
            <Field label={t("terms.import.text")}>
              <TextArea value={typed} placeholder={t("terms.import.placeholder")} onChange={(event) => setTyped(event.target.value)} className="max-h-60 min-h-32 font-mono text-sm" />
            </Field>
          )}
          <input ref={chooser} type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" className="hidden" aria-label={t("terms.import.file")} onChange={(event) => void take(event.target.files?.[0])} />
          <div className="flex flex-wrap items-end gap-3">
            <Button onClick={() => chooser.current?.click()}>{t("terms.import.file")}</Button>
            <Field label={t("terms.import.category")} className="min-w-40 flex-1">
              <Input maxLength={40} value={category} onChange={(event) => setCategory(event.target.value)} />
            </Field>
          </div>
          <Switch label={t("terms.import.replace")} hint={t("terms.import.replaceHint")} checked={replace} onChange={setReplace} />
          {error && <Notice kind="error" title={errorText(error, t).title} />}
          {settled.trim() !== "" && understood.data && <Preview understood={understood.data} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("app:cancel")}</Button>
          <Button type="submit" variant="primary" busy={add.isPending} disabled={!understood.data || settled !== text || understood.data.fresh + understood.data.known === 0}>
            {t("terms.import.save")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** The text of a file in UTF-8; null in any other encoding. */
function decoded(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function base64(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("unreadable")));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(",") + 1);
}

const mostProblems = 8;

function Preview({ understood }: { understood: Understood }) {
  const { t } = useTranslation(["policy", "guard"]);
  const { fresh, known, categories, problems, sample } = understood;
  const name = (category: string) => kindName(`term.${category}`, category, t);
  return (
    <section aria-label={t("terms.import.understood")} className="space-y-3 rounded-xl border border-border p-4 text-sm">
      <p role="status" className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{t("terms.import.fresh", { count: fresh })}</span>
        {known > 0 && <span className="text-muted-foreground">{t("terms.import.known", { count: known })}</span>}
        {categories.map((one) => (
          <Tag key={one.category}>{t("terms.withCount", { name: name(one.category), count: one.count })}</Tag>
        ))}
      </p>
      <ul className="space-y-0.5">
        {sample.map((one) => (
          <li key={`${one.category} ${one.term}`} className="flex gap-2">
            <bdi className="min-w-0 truncate">{one.term}</bdi>
            <span className="text-muted-foreground">{name(one.category)}</span>
          </li>
        ))}
      </ul>
      {problems.length > 0 && (
        <Notice kind="warning" title={t("terms.import.problems", { count: problems.length })}>
          <ul>
            {problems.slice(0, mostProblems).map((one) => (
              <li key={one.line}>
                {t("terms.import.problem", { line: one.line, reason: one.reason })} <bdi className="font-mono">{one.text}</bdi>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </section>
  );
}
