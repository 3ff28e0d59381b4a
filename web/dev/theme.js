// Runs before the first paint: theme, language and direction as this browser last had them.
(() => {
  const kept = (store, name) => {
    try {
      return store()[name] ?? "";
    } catch {
      return ""; // Storage may be refused; the defaults stand.
    }
  };
  const page = document.documentElement;
  const theme = kept(() => localStorage, "inhouse.theme");
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.theme = theme === "dark" || (theme !== "light" && night) ? "dark" : "light";
  const language = kept(() => localStorage, "inhouse.language") || navigator.language || "en";
  page.lang = language.toLowerCase().startsWith("de") ? "de" : "en";
  // `?dir=rtl` mirrors the page for this tab, to look at the layout in a language that is not there yet.
  const asked = new URLSearchParams(location.search).get("dir");
  if (asked) sessionStorage.setItem("inhouse.dir", asked);
  page.dir = (asked ?? kept(() => sessionStorage, "inhouse.dir")) === "rtl" ? "rtl" : "ltr";
})();
