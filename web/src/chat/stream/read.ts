import { createParser } from "eventsource-parser";
import { ApiError } from "~/api/error";
import type { Event } from "~/events";

export interface Numbered {
  number: number;
  event: Event;
}

export interface ReadOptions {
  runId: string;
  /** The number of the last event already folded; 0 for all of them. */
  after: number;
  open: (path: string, options: { signal: AbortSignal }) => Promise<Response>;
  /** Called in order, never twice with the same number; `again` is true when numbering began anew: forget what was folded. */
  onEvents: (events: readonly Numbered[], again: boolean) => void;
  onConnection: (state: "live" | "waiting") => void;
  /** The run cannot be read any more; what is stored is the truth. */
  onGone: (error: unknown) => void;
}

export interface RunReader {
  /** Stops reading. The run itself goes on. */
  close(): void;
}

/** The server sends a beat every 15 s: two and a half of them missed means the connection is dead. */
export const silence = 40_000;
const firstWait = 250;
const longestWait = 10_000;

class Gap extends Error {}

/**
 * Reads the numbered events of a run until it ends, across refused and broken connections. An event is handed on once
 * and in order; one that is missing makes the reader ask again from where it was.
 */
export function readRun(options: ReadOptions): RunReader {
  const reader = new Reader(options);
  void reader.run();
  return { close: () => reader.close() };
}

class Reader {
  private last: number;
  private closed = false;
  private progressed = false;
  private failures = 0;
  private gaps = 0;
  private connection: AbortController | null = null;
  private wake: () => void = () => undefined;
  private readonly options: ReadOptions;

  constructor(options: ReadOptions) {
    this.options = options;
    this.last = options.after;
  }

  close(): void {
    this.closed = true;
    this.connection?.abort();
    this.wake();
  }

  async run(): Promise<void> {
    while (!this.closed) {
      this.progressed = false;
      let asked = 0;
      try {
        if (await this.connect()) return;
      } catch (error) {
        if (this.closed) return;
        if (isFinal(error)) return this.options.onGone(error);
        if (error instanceof Gap) this.noteGap();
        if (error instanceof ApiError && error.retryAfter) asked = error.retryAfter * 1000;
      }
      if (this.closed) return;
      this.failures = this.progressed ? 1 : this.failures + 1;
      this.options.onConnection("waiting");
      await this.pause(Math.max(asked, waitFor(this.failures)));
    }
  }

  private noteGap(): void {
    this.gaps += 1;
    // Twice the same hole: the log no longer has it, so ask for everything that is still known.
    if (this.gaps > 1) this.last = 0;
  }

  /** One connection; true when the run's last event was read. */
  private async connect(): Promise<boolean> {
    const connection = new AbortController();
    this.connection = connection;
    const watch = new Watch(() => connection.abort());
    try {
      const path = `/api/runs/${this.options.runId}/events?after=${this.last}`;
      const response = await this.options.open(path, { signal: connection.signal });
      if (!response.body) throw new Error("The answer has no body.");
      this.options.onConnection("live");
      return await this.drain(response.body, watch, new Batch(this.last));
    } finally {
      watch.stop();
      connection.abort();
    }
  }

  private async drain(body: ReadableStream<Uint8Array>, watch: Watch, batch: Batch): Promise<boolean> {
    const source = body.getReader();
    const decoder = new TextDecoder();
    const parser = createParser({ onEvent: (message) => batch.take(message) });
    for (;;) {
      const { done, value } = await source.read();
      if (this.closed) return true;
      if (done) return false;
      watch.touch();
      parser.feed(decoder.decode(value, { stream: true }));
      const events = batch.flush();
      if (events.length > 0) {
        this.last = batch.last;
        this.progressed = true;
        this.options.onEvents(events, batch.again);
        batch.again = false;
      }
      if (batch.ended) return true;
      if (batch.gap) throw new Gap();
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener("online", done);
        document.removeEventListener("visibilitychange", seen);
        resolve();
      };
      const seen = () => {
        if (!document.hidden) done();
      };
      const timer = setTimeout(done, milliseconds);
      this.wake = done;
      addEventListener("online", done);
      document.addEventListener("visibilitychange", seen);
    });
  }
}

/** Events of one connection, in order, without doubles. */
class Batch {
  last: number;
  again = false;
  ended = false;
  gap = false;
  private first = true;
  private events: Numbered[] = [];

  constructor(last: number) {
    this.last = last;
    this.again = last === 0;
  }

  take(message: { id?: string | undefined; data: string }): void {
    const number = Number(message.id);
    if (this.ended || this.gap || !Number.isInteger(number)) return;
    const event = JSON.parse(message.data) as Event;
    if (this.first) {
      this.first = false;
      // A server that no longer has the log replays from storage with numbers of its own.
      if (number <= this.last) this.restart(number);
    }
    if (number <= this.last) return;
    if (number > this.last + 1 && this.last > 0 && event.type !== "snapshot") {
      this.gap = true;
      return;
    }
    this.last = number;
    this.events.push({ number, event });
    this.ended = event.type === "finished" || event.type === "failed";
  }

  flush(): readonly Numbered[] {
    const events = this.events;
    this.events = [];
    return events;
  }

  private restart(number: number): void {
    this.last = number - 1;
    this.again = true;
  }
}

/** Calls out when nothing, not even a beat, came for too long. */
class Watch {
  private timer: ReturnType<typeof setTimeout>;
  private readonly late: () => void;

  constructor(late: () => void) {
    this.late = late;
    this.timer = setTimeout(late, silence);
  }

  touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.late, silence);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** Refusals that asking again cannot change. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && !error.away && error.status !== 429 && error.status < 500;
}

function waitFor(failures: number): number {
  const full = Math.min(longestWait, firstWait * 2 ** Math.min(failures - 1, 10));
  return full * (0.75 + Math.random() * 0.5);
}
