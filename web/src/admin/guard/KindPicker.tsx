import { X } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { CheckList } from "~/ui/CheckList";
import { Field, Input } from "~/ui/Field";
import { IconButton } from "~/ui/IconButton";
import { families } from "./body";
import { useKinds } from "./queries";
import { patternName } from "./words";

const wholes: readonly string[] = ["*", ...families.map((family) => `${family}.*`)];

/** Whole families to tick, and single kinds by name. */
export function KindPicker({ value, onChange }: { value: readonly string[]; onChange: (kinds: string[]) => void }) {
  const { t } = useTranslation(["policy", "guard"]);
  const kinds = useKinds();
  const list = useId();
  const [typed, setTyped] = useState("");
  const single = value.filter((kind) => !wholes.includes(kind));
  const named = kinds.map(({ kind }) => ({ kind, name: patternName(kind, kinds, t) }));
  // Company terms have the categories that the company gives them.
  const found = named.find(({ kind, name }) => kind === typed.trim() || name === typed.trim())?.kind ?? (/^term\.[a-z0-9_]+$/.test(typed.trim()) ? typed.trim() : null);
  const add = () => {
    if (found && !value.includes(found)) onChange([...value, found]);
    setTyped("");
  };
  return (
    <div className="space-y-3">
      <CheckList label={t("rule.kinds")} value={value.filter((kind) => wholes.includes(kind))} options={wholes.map((kind) => ({ value: kind, label: patternName(kind, kinds, t) }))} onChange={(chosen) => onChange([...chosen, ...single])} />
      <ul aria-label={t("rule.single")} className="flex flex-wrap gap-1.5 empty:hidden">
        {single.map((kind) => (
          <li key={kind} className="inline-flex items-center gap-1 rounded-full bg-muted ps-3 text-[0.8125rem]">
            {patternName(kind, kinds, t)}
            <IconButton quiet size="sm" label={t("rule.removeKind", { name: patternName(kind, kinds, t) })} onClick={() => onChange(value.filter((one) => one !== kind))}>
              <X aria-hidden="true" className="size-3.5" />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="flex items-end gap-2">
        <Field label={t("rule.single")} hint={t("rule.singleHint")} className="min-w-0 flex-1">
          <Input
            list={list}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
          />
        </Field>
        <Button disabled={found === null} onClick={add} className="mb-6">
          {t("rule.addKind")}
        </Button>
      </div>
      <datalist id={list}>
        {named.map(({ kind, name }) => (
          <option key={kind} value={name}>
            {name}
          </option>
        ))}
      </datalist>
    </div>
  );
}
