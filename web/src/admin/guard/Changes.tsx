import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { PolicyBody } from "./body";
import { differences } from "./diff";
import { useKinds } from "./queries";
import { differenceWords } from "./words";

/** What one policy changes about another, in words. */
export function Changes({ before, after }: { before: PolicyBody; after: PolicyBody }) {
  const { t } = useTranslation(["policy", "guard", "app"]);
  const kinds = useKinds();
  const found = useMemo(() => differences(before, after), [before, after]);
  if (found.length === 0) return <p className="text-sm text-muted-foreground">{t("diff.nothing")}</p>;
  return (
    <ul className="list-disc space-y-0.5 ps-5 text-[0.8125rem] text-muted-foreground">
      {found.map((one) => {
        const words = differenceWords(one, kinds, t);
        return (
          <li key={words} dir="auto">
            {words}
          </li>
        );
      })}
    </ul>
  );
}
