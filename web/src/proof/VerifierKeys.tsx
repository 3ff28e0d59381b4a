import { useTranslation } from "react-i18next";
import { Tag } from "~/admin/Tag";
import { CopyButton } from "~/ui/CopyButton";

/** The keys that verify the record: the first one signs now, the others did. */
export function VerifierKeys({ keys }: { keys: readonly string[] }) {
  const { t } = useTranslation("proof");
  if (keys.length === 0) return <p className="text-sm text-muted-foreground">{t("keys.none")}</p>;
  return (
    <>
      <ul className="divide-y divide-border rounded-xl border border-border">
        {keys.map((key, index) => (
          <li key={key} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <code dir="ltr" className="min-w-0 flex-1 basis-60 text-[0.8125rem] break-all">
              {key}
            </code>
            <Tag kind={index === 0 ? "good" : "plain"}>{t(index === 0 ? "keys.signs" : "keys.replaced")}</Tag>
          </li>
        ))}
      </ul>
      <div className="mt-3">
        <CopyButton text={keys.join("\n")} label={t("keys.copy", { count: keys.length })} />
      </div>
    </>
  );
}
