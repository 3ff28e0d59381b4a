import { cleanup } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach } from "vitest";
import admin from "./i18n/en/admin.json";
import app from "./i18n/en/app.json";
import chat from "./i18n/en/chat.json";
import identity from "./i18n/en/identity.json";

await i18next.use(initReactI18next).init({
  lng: "en",
  ns: ["app", "chat", "identity", "admin"],
  defaultNS: "app",
  resources: { en: { app, chat, identity, admin } },
  interpolation: { escapeValue: false },
});

afterEach(cleanup);
