import { expect, test } from "vitest";
import { sameRules, type PolicyBody, type RuleBody } from "./body";
import { differences } from "./diff";
import { cellOf, withCell } from "./table";

function rule(id: string, more: Partial<RuleBody>): RuleBody {
  return { id, title: id, description: "", destinations: ["external"], models: null, groups: null, kinds: ["*"], at_least: 1, action: "allow", valves: [], ...more };
}

const secrets = rule("secrets", { kinds: ["secret.*"], destinations: ["private", "external"], action: "stand_in", valves: ["not_sensitive"] });
const picture = rule("picture", { kinds: ["unreadable.image"], action: "warn" });
const policy: PolicyBody = { name: "p", mode: "enforce", countries: ["de"], contact: "", officers: null, rules: [secrets, picture] };

test("a cell of the table shows the strongest rule, and what nobody could read stays here without one", () => {
  expect(cellOf(policy.rules, "secrets", "external")).toEqual({ action: "stand_in", varies: false });
  expect(cellOf(policy.rules, "secrets", "local")).toEqual({ action: "allow", varies: false });
  expect(cellOf(policy.rules, "pictures", "external").action).toBe("warn");
  expect(cellOf(policy.rules, "unread", "external").action).toBe("keep_local");
  expect(cellOf(policy.rules, "unread", "local").action).toBe("allow");
  expect(cellOf([...policy.rules, rule("all", { action: "refuse" })], "names", "external")).toEqual({ action: "refuse", varies: false });
});

test("a cell says that it varies when single kinds, groups or numbers are treated otherwise", () => {
  expect(cellOf([rule("iban", { kinds: ["personal.iban"], action: "refuse" })], "personal", "external")).toEqual({ action: "allow", varies: true });
  expect(cellOf([rule("many", { kinds: ["personal.*"], at_least: 10, action: "refuse" })], "personal", "external").varies).toBe(true);
  expect(cellOf([rule("some", { kinds: ["unreadable.file"], action: "refuse" })], "unread", "external")).toEqual({ action: "refuse", varies: true });
});

test("changing a cell changes this way only and leaves the rest of a rule as it was", () => {
  const changed = withCell(policy.rules, { row: "secrets", far: "external", action: "refuse", title: "Secrets stay" });
  expect(cellOf(changed, "secrets", "external").action).toBe("refuse");
  expect(cellOf(changed, "secrets", "private").action).toBe("stand_in");
  expect(changed.find(({ id }) => id === "secrets")?.destinations).toEqual(["private"]);
  const everything = withCell([rule("all", { action: "keep_local" })], { row: "names", far: "external", action: "allow", title: "" });
  expect(cellOf(everything, "names", "external")).toEqual({ action: "allow", varies: false });
  for (const row of ["secrets", "pictures", "unread", "labels"] as const) expect(cellOf(everything, row, "external").action).toBe("keep_local");
});

test("letting go what nobody could read needs a rule, and rules for groups stay", () => {
  const group = rule("group", { kinds: ["unreadable.*"], groups: ["g"], action: "refuse" });
  const changed = withCell([group], { row: "unread", far: "external", action: "allow", title: "Goes" });
  expect(changed).toHaveLength(2);
  expect(changed[0]).toBe(group);
  expect(changed[1]?.action).toBe("allow");
});

test("rules are the same in any order", () => {
  expect(sameRules([secrets, picture], [picture, { ...secrets, destinations: ["external", "private"] }])).toBe(true);
  expect(sameRules([secrets], [{ ...secrets, at_least: 2 }])).toBe(false);
});

test("the differences of two policies are told rule by rule", () => {
  const after: PolicyBody = { ...policy, mode: "record", contact: "x", countries: ["fr"], rules: [{ ...secrets, action: "refuse", valves: [] }, rule("new", {})] };
  const told = differences(policy, after);
  expect(told.map(({ what }) => what)).toEqual(["mode", "changed", "added", "removed", "countries", "contact"]);
  expect(told[1]).toMatchObject({ parts: ["action", "valves"] });
  expect(differences(policy, policy)).toEqual([]);
});
