import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";
import { patiently } from "~/api/patiently";
import type { Person } from "~/api/types";

export type Locale = NonNullable<Person["locale"]>;

export const locales: readonly Locale[] = ["en", "de"];
export const namespaces = ["app", "chat", "identity", "admin", "models", "usage", "guard", "policy", "privacy", "own", "promises", "proof", "walk", "training"] as const;
/** How each language calls itself; shown untranslated. */
export const localeNames: Readonly<Record<Locale, string>> = { en: "English", de: "Deutsch" };

const files = import.meta.glob<ResourceKey>("./{en,de}/*.json", { import: "default" });

const lazyFiles: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts ${language}/${namespace}`), null);
      return;
    }
    patiently(load).then(
      (texts) => done(null, texts),
      (reason: unknown) => done(reason instanceof Error ? reason : new Error(String(reason)), null),
    );
  },
};

/** Loads the texts of the page's language (`<html lang>`, set before the first paint). */
export async function startTexts(): Promise<void> {
  await i18next
    .use(lazyFiles)
    .use(initReactI18next)
    .init({
      lng: document.documentElement.lang,
      fallbackLng: false,
      supportedLngs: [...locales],
      ns: ["app"],
      defaultNS: "app",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}

/** Changes the language here and now, and remembers it for this browser. */
export async function chooseLocale(locale: Locale): Promise<void> {
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
  const asked = sessionStorage.getItem("inhouse.dir");
  document.documentElement.dir = asked ?? i18next.dir(locale);
  localStorage.setItem("inhouse.language", locale);
}

export function currentLocale(): Locale {
  return i18next.language === "de" ? "de" : "en";
}

export { useTranslation } from "react-i18next";
