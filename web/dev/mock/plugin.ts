import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { fill, runs } from "./world.ts";
import { answerTo, MockRefusal } from "./routes.ts";
import { streamRun } from "./runs.ts";

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) : {};
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const stream = /^\/api\/runs\/([^/]+)\/events$/.exec(url.pathname);
  const run = stream && runs.get(stream[1] ?? "");
  if (run) {
    streamRun(run, Number(request.headers["last-event-id"] ?? url.searchParams.get("after") ?? 0), response);
    return;
  }
  try {
    const { status, body } = answerTo(request.method ?? "GET", url, await bodyOf(request));
    reply(response, status, body);
  } catch (error) {
    if (!(error instanceof MockRefusal)) throw error;
    reply(response, error.status, { code: error.code, message: error.message, hint: null, request_id: "mock", retry_after: error.retryAfter });
  }
}

/** Answers /api from memory, for work on the screens without the server: `npm run dev:mock`. */
export function mockApi(): Plugin {
  return {
    name: "inhouse:mock-api",
    apply: "serve",
    configureServer(server) {
      fill(Number(process.env["MOCK_CHATS"] ?? 140));
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith("/api/")) next();
        else serve(request, response).catch(next);
      });
    },
  };
}
