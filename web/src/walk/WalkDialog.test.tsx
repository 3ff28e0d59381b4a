import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { DemoWalk } from "~/api/types";
import { WalkDialog } from "./WalkDialog";

const never: DemoWalk = { possible: true, state: "never", started_at: null, steps: [], trouble: null };

function show(walk: DemoWalk) {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(walk)));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <WalkDialog />
    </QueryClientProvider>,
  );
}

test("a sealed server names the command instead, and offers no start", async () => {
  show({ ...never, possible: false });
  expect(await screen.findByText("inhouse demo")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Start" })).toBeNull();
});

test("a step that did not hold is said to, and so is the whole", async () => {
  const step = { id: "left", title: "", place: "x", command: "", seen: ["maria.huber"], held: false };
  show({ ...never, state: "done", started_at: "2026-11-23T12:00:00Z", steps: [step] });
  expect(await screen.findByText("Not as promised")).toBeDefined();
  expect(screen.getByText(/^Not everything held/)).toBeDefined();
  expect(screen.queryByText(/^Everything held/)).toBeNull();
});

test("a demo that failed says why, and can be started again", async () => {
  show({ ...never, state: "failed", trouble: "No space left on device." });
  expect(await screen.findByText("No space left on device.")).toBeDefined();
  expect(screen.getByRole("button", { name: "Once more" })).toBeDefined();
});
