import { useTranslation } from "react-i18next";
import { listWords } from "~/guard/kinds";
import type { FileChecked } from "~/guard/types";
import { classes } from "~/ui/classes";

const words = { stand_in: "file.replaced", warn: "file.warn", keep_local: "file.kept", refuse: "file.refused" } as const;

/** What will happen to a file because of what is in it. */
export function FileVerdict({ check }: { check: FileChecked }) {
  const { t } = useTranslation("guard");
  if (check.action === "allow") return <span className="block text-xs text-muted-foreground">{t("file.fine")}</span>;
  return (
    <span className={classes("block text-xs", check.action === "refuse" ? "text-destructive" : check.action === "stand_in" ? "text-primary" : "text-external")}>
      {t(words[check.action], { what: listWords(check.counts, t) })}
    </span>
  );
}
