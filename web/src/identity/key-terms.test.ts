import { expect, test } from "vitest";
import { addressesIn, endOf, hasEnded } from "./key-terms";

const now = new Date("2030-01-01T12:00:00Z");

test("a key ends after its lifetime, or never", () => {
  expect(endOf("week", now)).toBe("2030-01-08T12:00:00.000Z");
  expect(endOf("year", now)).toBe("2031-01-01T12:00:00.000Z");
  expect(endOf("ever", now)).toBeNull();
});

test("addresses are taken however they are set apart", () => {
  expect(addressesIn(" 192.0.2.7, 192.0.2.0/24;2001:db8::/32\n10.0.0.1 ")).toEqual(["192.0.2.7", "192.0.2.0/24", "2001:db8::/32", "10.0.0.1"]);
  expect(addressesIn("  ")).toEqual([]);
});

test("a key has ended from the moment of its end on", () => {
  expect(hasEnded("2030-01-01T12:00:00Z", now)).toBe(true);
  expect(hasEnded("2030-01-01T12:00:01Z", now)).toBe(false);
  expect(hasEnded(null, now)).toBe(false);
});
