import { createStore, type StoreApi } from "zustand/vanilla";
import type { Message, MessagePage, RunStarted } from "~/api/types";
import { filesOf, sentFiles, type Held } from "~/chat/files/held";
import type { Decision } from "~/guard/types";
import type { Event } from "~/events";
import { fold, rewind } from "./fold";
import { newId } from "./identity";
import { Live } from "./live";
import { decided, modelOf, type Order } from "./order";
import type { Services } from "./services";
import {
  draftAnswer,
  draftUser,
  emptyThread,
  runningMessage,
  stoppedQuestion,
  withEarlier,
  withMessage,
  withNewest,
  withRows,
  withServerIds,
  type Run,
  type ThreadState,
} from "./state";

const pageSize = 40;

/** What was typed and not yet taken by the server; the same id again is the same message. */
export interface Saying {
  text: string;
  messageId: string;
  files?: readonly Held[];
  /** What the person decided about things that the guard found. */
  decisions?: readonly Decision[];
}

/**
 * One chat's thread: its visible branch, and the run that writes into it. The screen reads `state`; every method
 * answers when the server has. Deltas reach the state once per animation frame.
 */
export class Thread {
  readonly chatId: string;
  readonly state: StoreApi<ThreadState>;
  private readonly services: Services;
  private readonly live: Live;
  private shown = false;
  private loading: Promise<void> = Promise.resolve();
  private begun = 0;

  constructor(chatId: string, services: Services, fresh: boolean) {
    this.chatId = chatId;
    this.services = services;
    this.state = createStore<ThreadState>(() => (fresh ? { ...emptyThread, status: "ready" } : emptyThread));
    this.live = new Live(services.open, {
      onEvents: (events, again) => this.take(events, again),
      onConnection: (connection) => this.changeRun({ connection }),
      onGone: () => {
        this.release();
        void this.load();
      },
    });
  }

  /** The chat is on the screen: read its newest page and whatever is being written. */
  show(): void {
    this.shown = true;
    const { status, order, run } = this.state.getState();
    if (status === "ready" && order.length === 0) return;
    if (run?.id) this.live.read(run.id);
    else if (!run) this.loading = this.load();
  }

  /** The chat is no longer on the screen: stop reading. The run goes on, and `show` takes up where this stopped. */
  hide(): void {
    this.shown = false;
    this.live.pause();
  }

  async load(): Promise<void> {
    const { begun } = this;
    try {
      const page = await this.page({});
      // Asked for before a question was sent, it does not hold what is drawn since.
      if (this.begun !== begun) return;
      this.change((state) => withNewest(state, page));
      this.takeUp();
    } catch (error) {
      this.change((state) => (state.status === "ready" ? state : { ...state, status: "failed", error }));
      if (this.state.getState().status === "ready") this.services.onTrouble(error);
    }
  }

  async loadEarlier(): Promise<void> {
    const { earlier, loadingEarlier, order } = this.state.getState();
    const first = order[0];
    if (!earlier || loadingEarlier || first === undefined) return;
    this.change((state) => ({ ...state, loadingEarlier: true }));
    try {
      const page = await this.page({ before: first });
      // The branch may have changed while the page travelled.
      this.change((state) => (state.order[0] === first ? withEarlier(state, page) : { ...state, loadingEarlier: false }));
    } catch (error) {
      this.change((state) => ({ ...state, loadingEarlier: false }));
      this.services.onTrouble(error);
    }
  }

  /** Sends a message below the branch's end, or beside `edited`. Throws what the server refused; nothing is left behind. */
  async say(saying: Saying, options: { edited?: Message; model?: string | null } = {}): Promise<void> {
    // Words may be quicker than the page: they go below what is still on its way.
    if (this.state.getState().status === "loading") await this.loading;
    const before = this.state.getState();
    if (before.status === "failed") throw before.error;
    const beside = options.edited ?? stoppedQuestion(before);
    const parent = beside ? beside.parent_id : (before.order.at(-1) ?? null);
    const user = { ...draftUser(saying.messageId, parent, saying.text, beside?.siblings ?? []), attachments: sentFiles(options.edited, saying.files) };
    const answer = draftAnswer(newId(), user.id, options.model ?? null, []);
    const order: Order = { kind: "say", parent_id: parent, text: saying.text, message_id: saying.messageId, ...modelOf(options.model), ...filesOf(user.attachments), ...decided(saying.decisions) };
    await this.begin(order, [user, answer], parent);
  }

  /** Answers the same question once more, as another branch. */
  async answerAgain(message: Message, model?: string | null, decisions?: readonly Decision[]): Promise<void> {
    const answer = draftAnswer(newId(), message.parent_id, model ?? message.model, message.siblings);
    await this.begin({ kind: "again", message_id: message.id, ...modelOf(model), ...decided(decisions) }, [answer], message.parent_id);
  }

  /** Goes on writing an answer that was cut short. */
  async goOn(message: Message): Promise<void> {
    const answer: Message = { ...message, status: "running", finish: null, error: null };
    await this.begin({ kind: "continue", message_id: message.id }, [answer], message.parent_id);
  }

  async stop(): Promise<void> {
    const { run } = this.state.getState();
    if (!run || run.phase === "ended" || run.stopping) return;
    this.changeRun({ stopping: true });
    // Not taken by the server yet: `begin` cancels as soon as it knows the id.
    if (!run.id) return;
    await this.cancel(run.id);
  }

  /** Shows the branch that goes through another sibling. */
  async choose(messageId: string): Promise<void> {
    try {
      await this.services.call("PATCH", `/api/chats/${this.chatId}`, { body: { leaf_id: messageId } });
      this.release();
      await this.load();
    } catch (error) {
      this.services.onTrouble(error);
    }
  }

  async rate(message: Message, rating: Message["rating"]): Promise<void> {
    this.change((state) => withMessage(state, { ...message, rating }));
    try {
      await this.services.call("PUT", `/api/messages/${message.id}/rating`, { body: { rating } });
    } catch (error) {
      const now = this.state.getState().messages[message.id];
      if (now) this.change((state) => withMessage(state, { ...now, rating: message.rating }));
      this.services.onTrouble(error);
    }
  }

  /** Another tab began a run here, or the page was away for a while. */
  lookAgain(): void {
    const { status, run } = this.state.getState();
    if (this.shown && status !== "loading" && !run) void this.load();
  }

  private async begin(order: Order, rows: readonly Message[], parentId: string | null): Promise<void> {
    const before = this.state.getState();
    const answer = rows.at(-1);
    if (!answer || before.run) return;
    this.begun += 1;
    const base = { text: answer.text, reasoning: answer.reasoning };
    this.change((state) => ({ ...withRows(state, parentId, rows), run: freshRun(answer.id, base) }));
    let run: RunStarted;
    try {
      run = await this.services.call<RunStarted>("POST", `/api/chats/${this.chatId}/runs`, { body: order });
    } catch (error) {
      const { order: ids, messages } = before;
      this.change((state) => ({ ...state, order: ids, messages, run: null }));
      throw error;
    }
    this.change((state) => withServerIds(state, { user: rows.length > 1 ? (rows[0]?.id ?? null) : null, answer: answer.id }, run));
    const stopping = this.state.getState().run?.stopping;
    this.changeRun({ id: run.run_id, messageId: run.message_id, phase: "reading" });
    this.services.onRun(this.chatId, run.run_id);
    if (this.shown) this.live.read(run.run_id);
    if (stopping) await this.cancel(run.run_id);
  }

  private async cancel(runId: string): Promise<void> {
    try {
      await this.services.call("POST", `/api/runs/${runId}/cancel`);
    } catch (error) {
      this.changeRun({ stopping: false });
      this.services.onTrouble(error);
    }
  }

  /** Reads on where a run of the loaded branch still writes. */
  private takeUp(): void {
    const now = this.state.getState();
    const message = runningMessage(now);
    if (now.run || !message?.run_id) return;
    const fresh = freshRun(message.id, { text: "", reasoning: "" });
    this.change((state) => ({ ...state, run: { ...fresh, id: message.run_id, phase: message.text ? "writing" : "reading" } }));
    if (this.shown) this.live.read(message.run_id);
  }

  /** One write to the state for all events of a frame. */
  private take(events: readonly Event[], again: boolean): void {
    const { run, messages } = this.state.getState();
    const message = run && messages[run.messageId];
    if (!run || !message) return;
    const start = again ? rewind(message, run.base) : message;
    const folded = fold({ message: start, progress: run, title: null }, events);
    const ended = folded.progress.phase === "ended";
    const next: Run | null = ended ? null : { ...run, ...folded.progress, connection: "live" };
    this.change((state) => ({ ...withMessage(state, folded.message), run: next }));
    if (folded.title) this.services.onTitle(this.chatId, folded.title);
    if (!ended) return;
    this.release();
    this.services.onRun(this.chatId, null);
    this.services.onEnd(folded.message);
  }

  private release(): void {
    this.live.stop();
    if (this.state.getState().run) this.change((state) => ({ ...state, run: null }));
  }

  private page(query: { before?: string }): Promise<MessagePage> {
    return this.services.call<MessagePage>("GET", `/api/chats/${this.chatId}/messages`, { query: { ...query, limit: pageSize } });
  }

  private change(next: (state: ThreadState) => ThreadState): void {
    this.state.setState(next, true);
  }

  private changeRun(change: Partial<Run>): void {
    this.change((state) => (state.run ? { ...state, run: { ...state.run, ...change } } : state));
  }
}

function freshRun(messageId: string, base: Run["base"]): Run {
  return { id: null, messageId, phase: "sending", place: null, connection: "live", stopping: false, base };
}
