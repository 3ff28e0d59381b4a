import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <main className="flex h-full items-center justify-center">
      <EmptyState whole icon={Compass} title={t("notFound.title")} action={<Link to="/" className={buttonClass("primary")}>{t("notFound.action")}</Link>}>
        {t("notFound.body")}
      </EmptyState>
    </main>
  );
}
