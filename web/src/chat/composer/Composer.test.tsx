import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "~/api/call";
import { memoryOf } from "~/chat/stream/memory";
import { Composer } from "./Composer";
import { putDraft } from "./drafts";
import { mostBytes, weigh } from "./size";

beforeEach(() => {
  vi.stubGlobal("matchMedia", (query: string) => ({ matches: query === "(pointer: fine)", addEventListener: vi.fn(), removeEventListener: vi.fn() }));
});

function shown(more: Partial<Parameters<typeof Composer>[0]> = {}) {
  const client = new QueryClient();
  const props = { draftOf: "c", reason: null, placeholder: "Ask", run: null, onSend: vi.fn(), onStop: vi.fn(), onFiles: vi.fn(), ...more };
  const view = (change: object = {}) => (
    <QueryClientProvider client={client}>
      <Composer {...props} {...change} />
    </QueryClientProvider>
  );
  const { rerender } = render(view());
  return { ...props, client, field: screen.getByRole("textbox"), change: (to: object) => rerender(view(to)) };
}

test("Enter sends and clears, Shift and Enter make a new line", async () => {
  const { field, onSend } = shown();
  await userEvent.type(field, "one{Shift>}{Enter}{/Shift}two{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("one\ntwo");
  expect(field).toHaveProperty("value", "");
});

test("Enter that ends a composition does not send", () => {
  const { field, onSend } = shown();
  fireEvent.input(field, { target: { value: "にほん" } });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: "Enter" });
  expect(onSend).toHaveBeenCalledOnce();
});

test("nothing is sent that is blank, too large or not possible now", async () => {
  const { field, onSend, change } = shown();
  await userEvent.type(field, "   {Enter}");
  fireEvent.input(field, { target: { value: "x".repeat(mostBytes + 1) } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByText(/The most is/)).toBeTruthy();
  fireEvent.input(field, { target: { value: "fine" } });
  change({ reason: "The model is away." });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByText("The model is away.")).toBeTruthy();
  expect(onSend).not.toHaveBeenCalled();
});

test("while an answer is written the button stops it and the next question can be typed", async () => {
  const { field, onSend, onStop, change } = shown({ run: { stopping: false } });
  await userEvent.type(field, "next{Enter}");
  expect(onSend).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(onStop).toHaveBeenCalledOnce();
  change({ run: { stopping: true } });
  expect(screen.getByRole("button", { name: "Stopping" })).toHaveProperty("disabled", true);
  expect(field).toHaveProperty("value", "next");
});

test("a message that came back is in the field again, with the reason", () => {
  const { field, client } = shown();
  const error = new ApiError({ status: 0, code: "offline", message: "" });
  act(() => putDraft(client, "c", { text: "Kept words", messageId: "m" }, error));
  expect(field).toHaveProperty("value", "Kept words");
  expect(screen.getByRole("alert").textContent).toContain("still here");
  expect(memoryOf(client).drafts.get("c")?.messageId).toBe("m");
});

test("the draft is kept in memory and nowhere else", async () => {
  const { field, client } = shown();
  await userEvent.type(field, "private words");
  expect(memoryOf(client).drafts.get("c")?.text).toBe("private words");
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("private");
});

test("Arrow up in the empty field edits the last question, in a full one it moves", async () => {
  const onEditLast = vi.fn(() => true);
  const { field } = shown({ onEditLast });
  await userEvent.type(field, "{ArrowUp}");
  expect(onEditLast).toHaveBeenCalledOnce();
  await userEvent.type(field, "a{ArrowUp}");
  expect(onEditLast).toHaveBeenCalledOnce();
});

test("bytes are counted as the server counts them once it matters", () => {
  expect(weigh("€".repeat(300_000))).toBe(900_000);
  expect(weigh("abc")).toBeLessThan(mostBytes);
});
