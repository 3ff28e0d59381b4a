import { useTranslation } from "react-i18next";
import type { PromiseLine } from "~/api/types";
import { promiseWords } from "./promise-words";
import { Tag, type TagKind } from "./Tag";

const stateTags: Readonly<Record<PromiseLine["state"], TagKind>> = { proved: "good", enforced: "good", configured: "note", declared: "note", weak: "warn", off: "bad" };

/** Which promises the house keeps itself or only has on paper, and what would mend them. */
export function Promises({ promises }: { promises: readonly PromiseLine[] }) {
  const { t } = useTranslation(["admin", "policy", "promises"]);
  return (
    <section aria-labelledby="promises">
      <h2 id="promises" className="text-lg font-semibold tracking-tight">
        {t("promises.title")}
      </h2>
      <p className="mt-1 mb-4 max-w-2xl text-sm text-muted-foreground">{t("promises.lead")}</p>
      <ul className="divide-y divide-border rounded-xl border border-border">
        {promises.map((promise) => (
          <li key={promise.id} className="flex items-start gap-4 px-4 py-3.5 max-sm:flex-col-reverse max-sm:gap-1.5">
            <div className="min-w-0 flex-1">
              <p className="text-sm font-medium">{t(`promises:title.${promise.id}`, { defaultValue: promise.title })}</p>
              <p className="text-[0.8125rem] text-muted-foreground wrap-anywhere">{promiseWords(promise, t)}</p>
              {promise.mend !== null && <code dir="ltr" className="mt-1 block wrap-anywhere text-[0.8125rem]">{promise.mend}</code>}
            </div>
            <Tag kind={stateTags[promise.state]}>{t(`promises.${promise.state}`)}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}
