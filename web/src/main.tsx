import "./ui/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, warmUp } from "./app";
import { startTexts } from "./i18n";

// A tab that was open while the server was updated asks for files that are gone: load the page anew, once.
window.addEventListener("vite:preloadError", (event) => {
  if (sessionStorage.getItem("inhouse.reloaded")) return;
  sessionStorage.setItem("inhouse.reloaded", "yes");
  event.preventDefault();
  location.reload();
});

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");
warmUp();
await startTexts();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
