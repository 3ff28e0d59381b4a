import type { Event } from "~/events";
import { makeFrame } from "./frame";
import { readRun, type Numbered, type RunReader } from "./read";
import type { Services } from "./services";

export interface LiveHandlers {
  /** All events since the last frame; `again` when numbering began anew and what was folded must be forgotten. */
  onEvents: (events: readonly Event[], again: boolean) => void;
  onConnection: (state: "live" | "waiting") => void;
  onGone: () => void;
}

/** The events of one run, handed on once per animation frame; knows where to go on after a pause. */
export class Live {
  private reader: RunReader | null = null;
  private waiting: Numbered[] = [];
  private again = false;
  private last = 0;
  private runId: string | null = null;
  private readonly open: Services["open"];
  private readonly handlers: LiveHandlers;
  private readonly frame = makeFrame(() => this.drain());

  constructor(open: Services["open"], handlers: LiveHandlers) {
    this.open = open;
    this.handlers = handlers;
  }

  /** Reads a run, from its first event or from where `pause` left it. */
  read(runId: string): void {
    if (this.runId === runId && this.reader) return;
    if (this.runId !== runId) this.stop();
    this.runId = runId;
    this.reader = readRun({
      runId,
      after: this.last,
      open: this.open,
      onEvents: (events, again) => {
        this.again ||= again;
        this.waiting = again ? [...events] : this.waiting.concat(events);
        this.frame.request();
      },
      onConnection: this.handlers.onConnection,
      onGone: this.handlers.onGone,
    });
  }

  pause(): void {
    this.frame.flush();
    this.reader?.close();
    this.reader = null;
  }

  stop(): void {
    this.frame.cancel();
    this.reader?.close();
    this.reader = null;
    this.runId = null;
    this.waiting = [];
    this.again = false;
    this.last = 0;
  }

  private drain(): void {
    const { waiting, again } = this;
    const last = waiting.at(-1);
    if (!last) return;
    this.waiting = [];
    this.again = false;
    this.last = last.number;
    this.handlers.onEvents(waiting.map(({ event }) => event), again);
  }
}
