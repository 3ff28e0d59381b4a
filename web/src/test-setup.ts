import { cleanup, configure } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach } from "vitest";
import admin from "./i18n/en/admin.json";
import app from "./i18n/en/app.json";
import chat from "./i18n/en/chat.json";
import guard from "./i18n/en/guard.json";
import identity from "./i18n/en/identity.json";
import policy from "./i18n/en/policy.json";
import promises from "./i18n/en/promises.json";
import walk from "./i18n/en/walk.json";

await i18next.use(initReactI18next).init({
  lng: "en",
  ns: ["app", "chat", "identity", "admin", "guard", "policy", "promises", "walk"],
  defaultNS: "app",
  resources: { en: { app, chat, identity, admin, guard, policy, promises, walk } },
  interpolation: { escapeValue: false },
});

// A machine that does much else is slow, and that is no fault of what is tested.
configure({ asyncUtilTimeout: 40_000 });

afterEach(cleanup);
