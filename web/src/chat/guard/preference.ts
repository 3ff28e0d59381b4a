const name = "inhouse.guard.typing";

/** Whether this browser has the guard look while somebody types, too. */
export function checksTyping(): boolean {
  return localStorage.getItem(name) === "on";
}

export function chooseTyping(on: boolean): void {
  if (on) localStorage.setItem(name, "on");
  else localStorage.removeItem(name);
}
