// Runs before the first paint: theme, language and direction as this browser last had them.
(() => {
  const page = document.documentElement;
  let theme = "system";
  let language = "";
  try {
    theme = localStorage.getItem("inhouse.theme") || "system";
    language = localStorage.getItem("inhouse.language") || "";
  } catch {
    // Storage may be refused; the defaults stand.
  }
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  page.dataset.theme = dark ? "dark" : "light";
  const wanted = language || navigator.language || "en";
  page.lang = wanted.toLowerCase().startsWith("de") ? "de" : "en";
  const asked = new URLSearchParams(location.search).get("dir");
  if (asked) {
    try {
      sessionStorage.setItem("inhouse.dir", asked);
    } catch {
      // As above.
    }
  }
  let direction = asked;
  try {
    direction = asked || sessionStorage.getItem("inhouse.dir");
  } catch {
    // As above.
  }
  page.dir = direction === "rtl" ? "rtl" : "ltr";
})();
