import { useTranslation } from "react-i18next";
import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";

export function Security() {
  const { t } = useTranslation("identity");
  return (
    <div className="space-y-8">
      <section aria-labelledby="sessions">
        <h3 id="sessions" className="mb-1 text-sm font-medium">
          {t("sessions.title")}
        </h3>
        <Sessions />
      </section>
      <section aria-labelledby="password" className="border-t border-border pt-6">
        <h3 id="password" className="mb-4 text-sm font-medium">
          {t("password.title")}
        </h3>
        <PasswordForm />
      </section>
    </div>
  );
}
