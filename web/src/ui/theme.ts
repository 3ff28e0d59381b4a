export type ThemeChoice = "system" | "light" | "dark";

const systemDark = () => matchMedia("(prefers-color-scheme: dark)");

function draw(choice: ThemeChoice): void {
  const dark = choice === "dark" || (choice === "system" && systemDark().matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

/** The theme this browser last had. */
export function chosenTheme(): ThemeChoice {
  const kept = localStorage.getItem("inhouse.theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Changes the theme here and now, and remembers it for this browser's next first paint. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem("inhouse.theme", choice);
  draw(choice);
}

/** Follows the system's change between day and night while the choice is "system". */
export function followSystemTheme(): () => void {
  const query = systemDark();
  const follow = () => draw(chosenTheme());
  query.addEventListener("change", follow);
  return () => query.removeEventListener("change", follow);
}
