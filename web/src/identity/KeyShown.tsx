import { useTranslation } from "react-i18next";
import type { NewApiKey } from "~/api/types";
import { Button } from "~/ui/Button";
import { CopyButton } from "~/ui/CopyButton";
import { Notice } from "~/ui/Notice";

/** A new key, seen this once, with three lines that use it. */
export function KeyShown({ made, onDone }: { made: NewApiKey; onDone: () => void }) {
  const { t } = useTranslation(["identity", "app"]);
  const model = made.models[0] ?? "demo";
  const example = [
    "from openai import OpenAI",
    `client = OpenAI(base_url="${location.origin}/v1", api_key="${made.key}")`,
    `print(client.chat.completions.create(model="${model}", messages=[{"role": "user", "content": "Hello"}]).choices[0].message.content)`,
  ].join("\n");
  return (
    <div className="space-y-3 rounded-xl border border-border p-4">
      <Notice kind="warning" title={t("keys.once")}>
        {t("keys.onceBody")}
      </Notice>
      <div className="flex flex-wrap items-center gap-2">
        <code dir="ltr" data-testid="new-key" className="min-w-0 flex-1 rounded-lg bg-muted px-3 py-2 font-mono text-[0.8125rem] break-all select-all">
          {made.key}
        </code>
        <CopyButton text={made.key} label={t("app:copy")} />
      </div>
      <p className="pt-1 text-sm font-medium">{t("keys.example")}</p>
      <pre dir="ltr" className="whitespace-pre-wrap break-words rounded-lg bg-muted p-3 font-mono text-xs leading-relaxed">
        {example}
      </pre>
      <div className="flex justify-end gap-2">
        <CopyButton text={example} label={t("keys.copyExample")} />
        <Button size="sm" variant="primary" onClick={onDone}>
          {t("keys.done")}
        </Button>
      </div>
    </div>
  );
}
