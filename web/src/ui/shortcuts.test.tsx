import { fireEvent, render } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { presses, shortcutTable, useShortcut, type ShortcutHandler, type ShortcutId } from "./shortcuts";

function Bound({ id, handler, enabled = true }: { id: ShortcutId; handler: ShortcutHandler; enabled?: boolean }) {
  useShortcut(id, handler, { enabled });
  return <textarea aria-label="field" />;
}

const ctrlK = { key: "k", ctrlKey: true };

test("the keys run the handler and nothing else of the browser", () => {
  const handler = vi.fn<ShortcutHandler>();
  render(<Bound id="palette" handler={handler} />);
  expect(fireEvent.keyDown(window, ctrlK)).toBe(false);
  expect(handler).toHaveBeenCalledTimes(1);
});

test("a handler that does not take the key lets it go on", () => {
  render(<Bound id="stop" handler={() => false} />);
  expect(fireEvent.keyDown(window, { key: "Escape" })).toBe(true);
});

test("single keys do nothing while somebody writes", () => {
  const handler = vi.fn<ShortcutHandler>();
  const { getByLabelText } = render(<Bound id="focusComposer" handler={handler} />);
  fireEvent.keyDown(getByLabelText("field"), { key: "/" });
  expect(handler).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "/" });
  expect(handler).toHaveBeenCalledTimes(1);
});

test("a key that composes a character is not a shortcut", () => {
  const handler = vi.fn<ShortcutHandler>();
  render(<Bound id="stop" handler={handler} />);
  fireEvent.keyDown(window, { key: "Escape", isComposing: true });
  expect(handler).not.toHaveBeenCalled();
});

test("what is disabled or gone is not run", () => {
  const handler = vi.fn<ShortcutHandler>();
  const { rerender, unmount } = render(<Bound id="palette" handler={handler} enabled={false} />);
  fireEvent.keyDown(window, ctrlK);
  rerender(<Bound id="palette" handler={handler} />);
  unmount();
  fireEvent.keyDown(window, ctrlK);
  expect(handler).not.toHaveBeenCalled();
});

test("the last one that was mounted is asked first", () => {
  const asked: string[] = [];
  render(<Bound id="stop" handler={() => void asked.push("first")} />);
  render(
    <Bound
      id="stop"
      handler={() => {
        asked.push("second");
        return false;
      }}
    />,
  );
  fireEvent.keyDown(window, { key: "Escape" });
  expect(asked).toEqual(["second", "first"]);
});

test("the question mark is found on every keyboard, with Shift or without", () => {
  expect(presses(new KeyboardEvent("keydown", { key: "?", shiftKey: true }), ["?"])).toBe(true);
  expect(presses(new KeyboardEvent("keydown", { key: "?" }), ["?"])).toBe(true);
  expect(presses(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, shiftKey: true }), ["mod", "k"])).toBe(false);
});

test("no two shortcuts have the same keys", () => {
  const keys = shortcutTable.map((shortcut) => shortcut.keys.join("+"));
  expect(new Set(keys).size).toBe(keys.length);
});
