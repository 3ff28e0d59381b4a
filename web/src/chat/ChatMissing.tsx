import { Link } from "@tanstack/react-router";
import { MessageCircleOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";

/** The address names a chat that is not there, or not this person's: the two look the same on purpose. */
export function ChatMissing() {
  const { t } = useTranslation("app");
  return (
    <div className="flex h-full items-center justify-center">
      <EmptyState whole icon={MessageCircleOff} title={t("chats.missing")} action={<Link to="/" className={buttonClass("primary")}>{t("chats.new")}</Link>}>
        {t("chats.missingBody")}
      </EmptyState>
    </div>
  );
}
