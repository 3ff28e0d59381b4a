import { useTranslation } from "react-i18next";
import type { Layout, LayoutBody } from "~/api/types";
import { Field, Input } from "~/ui/Field";
import { Part } from "./Part";

const figures = [
  { name: "context", least: 256 },
  { name: "slots", least: 1 },
  { name: "threads", least: 1 },
  { name: "gpu_layers", least: 0 },
] as const;

export type LayoutDraft = Record<(typeof figures)[number]["name"], string>;

export function layoutDraft(layout: Layout): LayoutDraft {
  const text = (value: number | null) => value?.toString() ?? "";
  return { context: text(layout.context), slots: text(layout.slots), threads: text(layout.threads), gpu_layers: text(layout.gpu_layers) };
}

export function layoutOf(draft: LayoutDraft): LayoutBody {
  const figure = (text: string) => (text === "" ? null : Number(text));
  return { context: figure(draft.context), slots: figure(draft.slots), threads: figure(draft.threads), gpu_layers: figure(draft.gpu_layers) };
}

/** How the engine of a model file is laid out; what is left empty is chosen by the machine. */
export function LayoutFields({ draft, onChange }: { draft: LayoutDraft; onChange: (draft: LayoutDraft) => void }) {
  const { t } = useTranslation("models");
  return (
    <Part title={t("layout.title")} hint={t("layout.hint")}>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {figures.map(({ name, least }) => (
          <Field key={name} label={t(`layout.${name}`)}>
            <Input type="number" min={least} value={draft[name]} onChange={(event) => onChange({ ...draft, [name]: event.target.value })} />
          </Field>
        ))}
      </div>
    </Part>
  );
}
