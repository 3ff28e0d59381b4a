import { ShieldCheck, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "~/ui/IconButton";
import { openPanel } from "~/ui/panels";

const name = "inhouse.see-it-work";

/** Offers the demo, until somebody does not want to see it any more; then it is among the commands and on "My privacy". */
export function SeeItWork() {
  const { t } = useTranslation("app");
  const [shown, setShown] = useState(() => localStorage.getItem(name) !== "closed");
  if (!shown) return null;
  const close = () => {
    localStorage.setItem(name, "closed");
    setShown(false);
  };
  return (
    <div className="mt-2 flex items-center rounded-xl border border-border">
      <button type="button" onClick={() => openPanel("walk")} className="flex min-h-11 min-w-0 flex-1 items-start gap-3 rounded-s-xl px-4 py-3 text-start transition-colors hover:bg-accent">
        <ShieldCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-primary" />
        <span className="min-w-0">
          <span className="block text-sm font-medium">{t("home.walk")}</span>
          <span className="block text-[0.8125rem] text-muted-foreground">{t("home.walkHint")}</span>
        </span>
      </button>
      <IconButton label={t("home.walkClose")} onClick={close} className="me-1.5">
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}
