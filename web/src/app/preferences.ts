import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { call } from "~/api/call";
import { notePerson } from "~/api/session";
import type { Person } from "~/api/types";
import { chooseLocale, type Locale } from "~/i18n";
import { errorText } from "~/ui/error-text";
import { chooseTheme, type ThemeChoice } from "~/ui/theme";
import { toast } from "~/ui/toast";

/** Changes language or theme: at once here, and for this person everywhere. */
export function usePreferenceChange(): (change: { locale?: Locale; theme?: ThemeChoice }) => void {
  const client = useQueryClient();
  const { t } = useTranslation("app");
  return useCallback(
    (change) => {
      if (change.theme) chooseTheme(change.theme);
      const shown = change.locale ? chooseLocale(change.locale) : Promise.resolve();
      shown
        .then(() => call<Person>("PATCH", "/api/me", { body: change }))
        .then(
          (person) => notePerson(client, person),
          (error: unknown) => toast({ kind: "error", title: errorText(error, t).title }),
        );
    },
    [client, t],
  );
}
