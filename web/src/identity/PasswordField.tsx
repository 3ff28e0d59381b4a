import { Eye, EyeOff } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Field, Input } from "~/ui/Field";

/** Matches the server's rule; the server decides. */
export const shortestPassword = 12;

interface PasswordFieldProps {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  /** A new password is offered to the person's password manager for keeping. */
  kind: "current" | "new";
  autoFocus?: boolean;
}

/** A password with a way to look at it; pasting is always allowed. */
export function PasswordField({ label, hint, error, value, onChange, kind, autoFocus = false }: PasswordFieldProps) {
  const { t } = useTranslation("identity");
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error}>
      <div className="relative">
        <Input
          type={shown ? "text" : "password"}
          name={kind === "new" ? "new-password" : "password"}
          autoComplete={kind === "new" ? "new-password" : "current-password"}
          autoCapitalize="off"
          spellCheck={false}
          required
          autoFocus={autoFocus}
          minLength={kind === "new" ? shortestPassword : 1}
          value={value}
          dir="ltr"
          onChange={(event) => onChange(event.target.value)}
          className="pe-11 rtl:ps-11 rtl:pe-3 rtl:text-end"
        />
        <button
          type="button"
          aria-label={t(shown ? "password.hide" : "password.show")}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 end-0 inline-flex w-11 items-center justify-center rounded-e-lg text-muted-foreground -outline-offset-2 hover:text-foreground"
        >
          <Icon aria-hidden="true" className="size-4.5" />
        </button>
      </div>
    </Field>
  );
}
