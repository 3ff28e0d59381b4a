import { expect, test } from "vitest";
import { deviceOf } from "./agent";

test("a browser is named as people know it, not by all the names it claims", () => {
  expect(deviceOf("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0")?.name).toBe("Edge · Windows");
  expect(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1")).toEqual({ name: "Safari · iOS", handheld: true });
  expect(deviceOf("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0")).toEqual({ name: "Firefox · Linux", handheld: false });
});

test("a program that says neither has no device", () => {
  expect(deviceOf("curl/8")).toBeNull();
});
