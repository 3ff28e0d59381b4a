import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "~/ui/announce";
import { toast } from "~/ui/toast";
import { copyText } from "./copy";

const shownFor = 2_000;

/** Copies, says so to everybody, and tells for a moment that it was done. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const { t } = useTranslation("chat");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownFor);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    if (!(await copyText(text))) {
      toast({ title: t("copyFailed"), kind: "error" });
      return;
    }
    setCopied(true);
    announce(t("copied"));
  };
  return { copied, copy: (text) => void copy(text) };
}
