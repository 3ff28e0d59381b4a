import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patiently } from "./patiently";
import { useReachable } from "./reachable";

const server = vi.fn<typeof fetch>();
const gone = () => Promise.reject<string>(new TypeError("Failed to fetch dynamically imported module"));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", server);
  sessionStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  useReachable.setState({ away: false, since: 0 });
});

test("a part that loads is not asked for twice", async () => {
  const load = vi.fn<() => Promise<string>>().mockResolvedValue("part");
  expect(await patiently(load)).toBe("part");
  expect(load).toHaveBeenCalledTimes(1);
});

test("while the server is away the page says so and the part is fetched when it is back", async () => {
  server.mockRejectedValueOnce(new TypeError()).mockRejectedValueOnce(new TypeError()).mockResolvedValue(new Response("{}"));
  const load = vi.fn<() => Promise<string>>().mockImplementationOnce(gone).mockResolvedValue("part");
  const loading = patiently(load);
  await vi.advanceTimersByTimeAsync(100);
  expect(useReachable.getState().away).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await loading).toBe("part");
  expect(useReachable.getState().away).toBe(false);
});

test("a part that stays missing right after a reload is an error, not an endless reload", async () => {
  server.mockResolvedValue(new Response("{}"));
  sessionStorage.setItem("inhouse.reloaded", String(Date.now()));
  await expect(patiently(gone)).rejects.toThrow("dynamically imported");
});
