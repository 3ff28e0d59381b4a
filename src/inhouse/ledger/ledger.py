"""The verbs: open a line before words leave, refuse one, close one.

line = await ledger.open(caller, cleared, body)      durable when this returns; raises LedgerUnavailable
line = await ledger.show(caller, shown, body)        the same, for a detector that sees what is not judged yet
await ledger.close(line, usage, ending)              never raises; waits a bounded time for the disk
await ledger.refuse(caller, refusal)                 durable when this returns; raises LedgerUnavailable
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inhouse.core import tasks
from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.core.events import Usage
from inhouse.core.prompt import Cleared, CommitmentKey, Prompt, Purpose, Verdict
from inhouse.core.pseudonyms import chat_name
from inhouse.ledger.entry import Acted, Closed, Departure, Finding, Opened, Origin, Outcome, Refused, commitment
from inhouse.ledger.errors import LedgerUnavailable
from inhouse.ledger.writer import Log, Writer

_log = logging.getLogger(__name__)

NameOf = Callable[[Caller], Awaitable[str]]

CLOSE_SECONDS = 2.0
"""How long `close` waits for the disk; the entry is written later if it takes longer."""


@dataclass(frozen=True, slots=True)
class Line:
    """An open line. `str(line)` is the number that people see."""

    log: str
    number: int
    key: CommitmentKey

    def __str__(self) -> str:
        return f"{self.log}/{self.number}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the guard did not let go. `error` is the refusal's code."""

    prompt: Prompt
    destination: Destination
    policy: str
    guard_version: str
    error: str
    findings: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a detector of the company's own is shown of a prompt, by its name; `policy` asks for it."""

    prompt: Prompt
    destination: Destination
    detector: str
    policy: str
    guard_version: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended; `error` is a code, `response_commit` binds the answer's text."""

    outcome: Outcome
    error: str | None = None
    response_commit: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How the log of this server stands."""

    log: str
    lines: int
    open_lines: int
    last_at: datetime | None
    writable: bool


class Ledger:
    """What left and what was refused, written by this server.

    `name_of` gives a caller's pseudonym, under a key that dies with the person; it is asked once for every line.
    """

    def __init__(self, log: Log, origin: Origin, name_of: NameOf) -> None:
        self._writer = Writer(log, origin)
        self._origin = origin
        self._name_of = name_of

    async def start(self) -> int:
        """Take the log; returns how many lines a crash had left open, now closed as unknown. Raises LogAway."""
        return await self._writer.start()

    async def stop(self) -> None:
        """Write what waits and let go of the log."""
        await self._writer.stop()

    def state(self) -> State:
        """How the log stands, from memory."""
        last, last_at = self._writer.last
        return State(self._origin.log, last, self._writer.open_lines, last_at, self._writer.sound)

    async def open(
        self, caller: Caller, cleared: Cleared, body: bytes, terms: Mapping[str, str | int | None] | None = None
    ) -> Line:
        """A durable line for exactly these bytes; raises LedgerUnavailable. Nothing may leave without it.

        `terms` are the data terms of the place, as they are declared now.
        """
        prompt = cleared.prompt
        departure = Departure(
            actor=await self._actor(caller),
            credential=caller.kind,
            conversation=_conversation(prompt),
            purpose=prompt.purpose,
            destination=cleared.destination,
            model=prompt.model,
            verdict=cleared.verdict,
            policy=cleared.policy,
            guard_version=cleared.guard_version,
            findings=_counted(cleared.findings),
            body_bytes=len(body),
            tokens=None,
            commit=commitment(prompt.commitment, body),
            terms=terms,
        )
        return await self._opened(departure, prompt.commitment)

    async def show(self, caller: Caller, shown: Shown, body: bytes) -> Line:
        """A durable line for a text that a detector is shown; raises LedgerUnavailable. Nothing is shown without it.

        The guard has not judged the text: the verdict is `pass`, the purpose says why, and the model is the detector.
        """
        departure = Departure(
            actor=await self._actor(caller),
            credential=caller.kind,
            conversation=_conversation(shown.prompt),
            purpose=Purpose.INSPECTION,
            destination=shown.destination,
            model=shown.detector,
            verdict=Verdict.PASS,
            policy=shown.policy,
            guard_version=shown.guard_version,
            findings=(),
            body_bytes=len(body),
            tokens=None,
            commit=commitment(shown.prompt.commitment, body),
        )
        return await self._opened(departure, shown.prompt.commitment)

    async def _opened(self, departure: Departure, key: CommitmentKey) -> Line:
        durable = self._writer.offer(Opened(departure))
        try:
            number = await asyncio.shield(durable)
        except asyncio.CancelledError:
            # The line may become durable after its caller has gone; then nothing was sent, and it says so.
            durable.add_done_callback(self._close_unused)
            raise
        return Line(self._origin.log, number, key)

    async def refuse(self, caller: Caller, refusal: Refusal) -> None:
        """A durable line for words that were not let go; raises LedgerUnavailable."""
        departure = Departure(
            actor=await self._actor(caller),
            credential=caller.kind,
            conversation=_conversation(refusal.prompt),
            purpose=refusal.prompt.purpose,
            destination=refusal.destination,
            model=refusal.prompt.model,
            verdict=Verdict.REFUSE,
            policy=refusal.policy,
            guard_version=refusal.guard_version,
            findings=_counted(refusal.findings),
            body_bytes=0,
            tokens=None,
            commit=None,
        )
        await asyncio.shield(self._writer.offer(Refused(departure, refusal.error)))

    async def close(self, line: Line, usage: Usage | None, ending: Ending) -> None:
        """Close the line. Never raises and cannot be cut short; closing twice keeps the first."""
        durable = self._writer.offer(
            Closed(line.number, ending.outcome, ending.error, usage, ending.response_commit),
        )
        if not durable.done() and not await tasks.outlast(durable, CLOSE_SECONDS):
            _log.warning("line %s will be closed when the ledger can be written", line)

    async def number(self, acts: Sequence[Acted]) -> int:
        """Give acts that this log has claimed their lines; returns how many have got one."""
        done = await asyncio.gather(*[self._numbered(act) for act in acts])
        return sum(done)

    async def _numbered(self, act: Acted) -> bool:
        try:
            await self._writer.offer(act)
        except (InhouseError, TypeError, ValueError) as error:
            _log.warning("the act %s has no line yet: %s", act.act, type(error).__name__)
            return False
        return True

    def _close_unused(self, durable: asyncio.Future[int]) -> None:
        if not durable.cancelled() and durable.exception() is None:
            self._writer.offer(Closed(durable.result(), Outcome.CUT, "not_sent"))

    async def _actor(self, caller: Caller) -> str:
        try:
            return await self._name_of(caller)
        except Unavailable as error:
            # Without a name there is no line, and without a line nothing leaves.
            raise LedgerUnavailable(error.message, hint=error.hint, retry_after=error.retry_after or 2) from None


def _conversation(prompt: Prompt) -> str | None:
    """Under the key of the conversation's commitments, so that it dies with the conversation."""
    return None if prompt.chat is None else chat_name(prompt.commitment.key, prompt.chat)


def _counted(findings: tuple[tuple[str, int], ...]) -> tuple[Finding, ...]:
    return tuple(Finding(kind, count) for kind, count in findings)
