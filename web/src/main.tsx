import "./ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, warmUp } from "./app";
import { startTexts } from "./i18n";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");
warmUp();
await startTexts();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
