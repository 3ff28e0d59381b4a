import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";
import { errorText } from "~/ui/error-text";

/** A screen that failed: what it says, and the way on. */
export function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation("app");
  const { title, hint } = errorText(error, t);
  return (
    <main className="flex h-full items-center justify-center">
      <EmptyState whole icon={CircleAlert} title={title} action={<Button variant="primary" onClick={() => location.reload()}>{t("reload")}</Button>}>
        {hint ?? t("errors.reloadHint")}
      </EmptyState>
    </main>
  );
}
