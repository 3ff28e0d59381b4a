import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { Message } from "~/api/types";
import { SentDialog } from "./SentDialog";

const sent = { unchanged: true, replaced: 0, model: "demo", destination: null, line: "log/7", messages: [], stand_ins: [] };

beforeEach(() => {
  vi.stubGlobal("fetch", async (path: string) => new Response(JSON.stringify(path.endsWith("/sent") ? sent : { items: [], default: null })));
});

test("the receipt of an answer can be kept as a file", async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SentDialog message={{ id: "m" } as Message} onClose={() => undefined} />
    </QueryClientProvider>,
  );
  const link = await screen.findByRole("link", { name: "Receipt" });
  expect(link.getAttribute("href")).toBe("/api/messages/m/receipt");
  expect(link.hasAttribute("download")).toBe(true);
});
