import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePerson } from "~/api/session";
import { checksTyping, chooseTyping } from "~/chat/guard/preference";
import { currentLocale, localeNames, locales } from "~/i18n";
import { Segments } from "~/ui/Segments";
import { Select } from "~/ui/Select";
import { SettingLine } from "~/ui/SettingLine";
import { Switch } from "~/ui/Switch";
import { chosenTheme, type ThemeChoice } from "~/ui/theme";
import { usePreferenceChange } from "../preferences";

const languages = locales.map((locale) => ({ value: locale, label: localeNames[locale] }));

export function General() {
  const { t } = useTranslation("app");
  const person = usePerson();
  const prefer = usePreferenceChange();
  const [theme, setTheme] = useState<ThemeChoice>(person?.theme ?? chosenTheme());
  const [typing, setTyping] = useState(checksTyping);
  const themes = [
    { value: "system", label: t("settings.themeSystem"), icon: Monitor },
    { value: "light", label: t("settings.themeLight"), icon: Sun },
    { value: "dark", label: t("settings.themeDark"), icon: Moon },
  ] as const;
  return (
    <div className="divide-y divide-border">
      <SettingLine label={t("settings.theme")}>
        <Segments
          label={t("settings.theme")}
          value={theme}
          options={themes}
          onChange={(chosen) => {
            setTheme(chosen);
            prefer({ theme: chosen });
          }}
        />
      </SettingLine>
      <SettingLine label={t("settings.language")}>
        <div className="w-44">
          <Select label={t("settings.language")} value={currentLocale()} options={languages} onChange={(locale) => prefer({ locale })} />
        </div>
      </SettingLine>
      <div className="py-4">
        <Switch
          label={t("settings.guardTyping")}
          hint={t("settings.guardTypingHint")}
          checked={typing}
          onChange={(on) => {
            setTyping(on);
            chooseTyping(on);
          }}
        />
      </div>
      <SettingLine label={t("settings.account")} hint={person?.email}>
        <span dir="auto" className="text-sm text-muted-foreground">
          {person?.name}
        </span>
      </SettingLine>
    </div>
  );
}
