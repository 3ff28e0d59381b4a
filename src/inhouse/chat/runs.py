"""Running answers. A run belongs to the server: it has a numbered log of events, and any number of readers.

Readers hold a position in the log and nothing else; a slow one costs no memory. Tiny pieces of text are joined, so that
readers get about 30 events a second however many the model makes. The log stays for some minutes after the end.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from inhouse.chat.chat import Message
from inhouse.chat.errors import RunNotFound, TooManyRuns
from inhouse.chat.fold import fold
from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.events import Event, Failed, Finished, ReasoningDelta, TextDelta
from inhouse.core.ids import ChatId, MessageId, PersonId, RunId

JOIN_SECONDS = 0.033
"""Pieces of text that come within this time become one event."""
JOIN_CHARACTERS = 16 * 1024
"""So much text is one event at once: a slow reader holds one event in memory."""
KEPT_SECONDS = 300.0
"""How long a log stays in memory after its end."""
KEPT_ENDED = 500
"""The most ended logs in memory; those that ended first go first."""
KEPT_BYTES = 32 * 1024 * 1024
"""Text of all ended logs in memory, in bytes of UTF-8."""
STORED_SECONDS = 5.0
"""How long a reader of a chat waits for an ended answer to be stored; after that the database is away anyhow."""
STOP_SECONDS = 5.0
"""How long the end of the server waits for answers to be stored."""
RUNS_PER_PERSON = 8
"""Answers that one person may have written at once."""

Work = Callable[["Run"], Coroutine[Any, Any, None]]
"""Something that is done with a run until it ends."""
_Piece = TextDelta | ReasoningDelta


@dataclass(frozen=True, slots=True)
class About:
    """What a run is: whose, in which chat, and the answer as it was when the run began.

    `key` is the API key it was asked with; None: in a session.
    """

    id: RunId
    chat_id: ChatId
    owner: PersonId
    answer: Message
    key: UUID | None = None


class Run:
    """One running answer and its log. Only the first end counts: what comes after it is dropped."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.events: list[Event] = []
        self.text_bytes = 0
        self._pending: list[str] = []
        self._pending_kind: type[_Piece] = TextDelta
        self._pending_size = 0
        self._joined_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._changed = asyncio.Event()
        self._folded = about.answer
        self._folded_events = 0
        self._ended = asyncio.Event()
        self._on_cancel: Callable[[], object] | None = None

    @property
    def ended(self) -> bool:
        """Whether the log has its last event."""
        return self._ended.is_set()

    def publish(self, event: Event) -> None:
        """Add an event to the log. Pieces of text wait a moment for the next ones, all others go at once."""
        if self.ended:
            return
        if isinstance(event, TextDelta | ReasoningDelta):
            self._join(event)
            return
        self._flush()
        self._append(event)
        if isinstance(event, Finished | Failed):
            self._ended.set()

    def cancel(self, reason: Literal["cancelled", "interrupted"] = "cancelled") -> None:
        """End the log now, whatever the model does, and tell whoever fills it to stop."""
        self.end(Finished(reason=reason))

    def end(self, last: Finished | Failed) -> None:
        """End the log with this event, as `cancel`."""
        if self.ended:
            return
        self.publish(last)
        if self._on_cancel is not None:
            self._on_cancel()

    def when_cancelled(self, stop: Callable[[], object]) -> None:
        """Have `stop` called when the run is ended from outside."""
        self._on_cancel = stop

    def since(self, number: int) -> Sequence[Event]:
        """The events after number `number`; the first event of a run has number 1."""
        return self.events[max(number, 0) :]

    async def changed(self, number: int, seconds: float) -> bool:
        """Wait until there are events after `number` or the run has ended; False when `seconds` went by first."""
        while len(self.events) <= number and not self.ended:
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait()
            except TimeoutError:
                return False
        return True

    async def ends_within(self, seconds: float) -> bool:
        """Wait for the end of the log, but no longer than that."""
        try:
            async with asyncio.timeout(seconds):
                return await self._ended.wait()
        except TimeoutError:
            return False

    def message(self) -> Message:
        """The answer, folded from the events so far."""
        fresh = self.events[self._folded_events :]
        self._folded = fold(self._folded, fresh)
        self._folded_events += len(fresh)
        return self._folded

    def _join(self, piece: _Piece) -> None:
        if type(piece) is not self._pending_kind:
            self._flush()
            self._pending_kind = type(piece)
        self._pending.append(piece.text)
        self._pending_size += len(piece.text)
        waited = clock.monotonic() - self._joined_at
        if waited >= JOIN_SECONDS or self._pending_size >= JOIN_CHARACTERS:
            self._flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(JOIN_SECONDS - waited, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending or self.ended:
            return
        text = _clean("".join(self._pending))
        self._pending.clear()
        self._pending_size = 0
        self._joined_at = clock.monotonic()
        if text:
            self.text_bytes += len(text.encode())
            self._append(self._pending_kind(text=text))

    def _append(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()
        self._changed = asyncio.Event()


class Runs:
    """The running answers of this process, and those that ended a short while ago."""

    def __init__(self) -> None:
        self._runs: dict[RunId, Run] = {}
        # Ended and stored, in that order: a log is not forgotten before its answer can be read elsewhere.
        self._stored: dict[RunId, Run] = {}
        self._stored_bytes = 0
        self._keeping: dict[RunId, asyncio.Task[None]] = {}

    @contextmanager
    def begin(self, about: About) -> Generator[Run]:
        """A new run, which is dropped again if what the caller does to begin it fails.

        Raises TooManyRuns when the person has as many running as may be.
        """
        running = sum(1 for run in self._runs.values() if run.about.owner == about.owner and not run.ended)
        if running >= RUNS_PER_PERSON:
            raise TooManyRuns(
                f"{RUNS_PER_PERSON} answers are being written for you already.",
                hint="Wait for one of them to end, or stop one.",
                retry_after=5,
            )
        run = Run(about)
        self._runs[about.id] = run
        try:
            yield run
        except BaseException:
            del self._runs[about.id]
            raise

    def go(self, run: Run, drive: Work, keep: Work) -> None:
        """Have `drive` fill the log and `keep` store what is in it, in the background.

        The log is forgotten some minutes after both have ended.
        """
        # A chat may be deleted while its question is being stored: then nothing is sent any more.
        if not run.ended:
            driving = tasks.spawn(_driven(run, drive), name="run")
            run.when_cancelled(driving.cancel)
        keeping = tasks.spawn(self._kept(run, keep), name="keep")
        self._keeping[run.about.id] = keeping
        keeping.add_done_callback(lambda _: self._keeping.pop(run.about.id, None))

    def get(self, run: RunId) -> Run | None:
        """The run, if this process still holds it. It does not look whose it is."""
        return self._runs.get(run)

    def of(self, caller: Caller, run: RunId) -> Run:
        """The caller's run; raises RunNotFound when it is not here or somebody else's."""
        found = self._runs.get(run)
        if found is None or found.about.owner != caller.person:
            raise RunNotFound
        return found

    def running(self) -> list[Run]:
        """All runs that have not ended."""
        return [run for run in self._runs.values() if not run.ended]

    def live(self, owner: PersonId, chat: ChatId) -> list[Run]:
        """The runs of a person's chat that have not ended, oldest first."""
        return [run for run in self._in(owner, chat) if not run.ended]

    async def stored(self, owner: PersonId, chat: ChatId | None = None) -> None:
        """Wait until what has ended in a person's chat (None: in all of them) is stored, at most `STORED_SECONDS`.

        Readers hear of the end before it is stored; whoever reads the chat from its place afterwards waits here first.
        """
        ended = [run for run in self._runs.values() if run.ended and run.about.owner == owner]
        keeping = [
            self._keeping[run.about.id]
            for run in ended
            if run.about.id in self._keeping and chat in (None, run.about.chat_id)
        ]
        if keeping:
            await asyncio.wait(keeping, timeout=STORED_SECONDS)

    def forget(self, owner: PersonId, chat: ChatId) -> None:
        """Drop the logs of a chat that is no more; what still runs is stopped."""
        for run in self._in(owner, chat):
            run.cancel()
            self._drop(run)

    def forget_answers(self, owner: PersonId, chat: ChatId, answers: Collection[MessageId]) -> None:
        """Drop the logs of answers that are no more; those that are still written are stopped."""
        for run in self._in(owner, chat):
            if run.about.answer.id in answers:
                run.cancel()
                self._drop(run)

    def forget_all(self, owner: PersonId) -> None:
        """Drop all logs of a person; what still runs is stopped."""
        for run in [run for run in self._runs.values() if run.about.owner == owner]:
            run.cancel()
            self._drop(run)

    async def stop(self) -> None:
        """Interrupt what still runs and wait until all that was written is stored; for the end of the server."""
        for run in self._runs.values():
            run.cancel("interrupted")
        if self._keeping:
            await asyncio.wait(self._keeping.values(), timeout=STOP_SECONDS)

    def _in(self, owner: PersonId, chat: ChatId) -> list[Run]:
        return [run for run in self._runs.values() if (run.about.owner, run.about.chat_id) == (owner, chat)]

    async def _kept(self, run: Run, keep: Work) -> None:
        try:
            await keep(run)
        finally:
            if run.about.id in self._runs:
                self._stored[run.about.id] = run
                self._stored_bytes += run.text_bytes
            while len(self._stored) > KEPT_ENDED or self._stored_bytes > KEPT_BYTES:
                self._drop(next(iter(self._stored.values())))
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._drop, run)

    def _drop(self, run: Run) -> None:
        self._runs.pop(run.about.id, None)
        if self._stored.pop(run.about.id, None) is not None:
            self._stored_bytes -= run.text_bytes


async def _driven(run: Run, drive: Work) -> None:
    try:
        await drive(run)
    finally:
        # Whatever went wrong, readers are never left waiting.
        run.publish(
            Failed(
                code="internal_error",
                message="The answer ended because of a fault on our side.",
                hint="Try again.",
                retryable=True,
            )
        )


def _clean(text: str) -> str:
    """Text that can be stored: two halves of a pair that came apart are joined, a single half and NUL are replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
