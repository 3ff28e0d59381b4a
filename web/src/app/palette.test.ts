import { expect, test } from "vitest";
import { folded, shownGroups, type Command, type CommandGroup } from "./palette-commands";

function command(label: string): Command {
  return { id: label, label, icon: "chat", run: () => undefined };
}

const groups: CommandGroup[] = [
  { value: "Actions", items: [command("New chat"), command("Settings")] },
  { value: "Chats", items: [command("Übersetzung des Vertrags"), ...Array.from({ length: 20 }, (_item, index) => command(`Chat number ${index}`))] },
];

test("case and accents do not matter", () => {
  expect(folded("Übersetzung")).toBe("ubersetzung");
  expect(shownGroups(groups, "ubers").flatMap((group) => group.items.map((item) => item.label))).toEqual(["Übersetzung des Vertrags"]);
});

test("every typed word must be in the label, in any order", () => {
  expect(shownGroups(groups, "vertrags über")).toHaveLength(1);
  expect(shownGroups(groups, "vertrags nothing")).toEqual([]);
});

test("without words all actions and the newest chats are shown", () => {
  const [actions, chats] = shownGroups(groups, "  ");
  expect(actions?.items).toHaveLength(2);
  expect(chats?.items).toHaveLength(6);
});
