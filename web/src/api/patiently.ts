import { lookForServer, noteAway } from "./reachable";

const lookEvery = 2_000;
// A second reload within this time would not help either.
const reloadPause = 60_000;
const reloadedAt = "inhouse.reloaded";

async function serverIsBack(): Promise<void> {
  while (!(await lookForServer())) await new Promise((done) => setTimeout(done, lookEvery));
}

function reloadOnce(): boolean {
  const last = Number(sessionStorage.getItem(reloadedAt) ?? 0);
  if (Date.now() - last < reloadPause) return false;
  sessionStorage.setItem(reloadedAt, String(Date.now()));
  location.reload();
  return true;
}

/**
 * Loads a part of the app. While the server is away it waits for it; a part that is gone because the server was updated
 * reloads the page, once. Rejects only when that did not help.
 */
export async function patiently<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch {
    if (!(await lookForServer())) noteAway();
    await serverIsBack();
  }
  try {
    return await load();
  } catch (error) {
    if (reloadOnce()) return await new Promise<Part>(() => undefined);
    throw error;
  }
}
