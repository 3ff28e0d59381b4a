"""One call's hold on its limits: taken before it leaves, settled when it has ended, however that happens.

What a call took, by rule:

    its server told its count                   that
    an answer began and no count came           the prompt as estimated, and the pieces that came
    it was cut before an answer began           the prompt as estimated: its server may have read it
    it failed before an answer began            nothing
    nothing left (refused, no line)             nothing
    the server died meanwhile                   all that was reserved, from the second in which it was written down
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from inhouse.core import clock
from inhouse.core.destination import Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    ReasoningDelta,
    Relayed,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.core.ids import new_id
from inhouse.core.prompt import Prompt
from inhouse.gateway.limits import estimate
from inhouse.gateway.limits.counter import Counter, Moment, Taken
from inhouse.gateway.limits.errors import refusal
from inhouse.gateway.limits.rule import Asker, Money, Need
from inhouse.gateway.limits.standing import answering
from inhouse.gateway.usage.call import Account, Call, Outcome
from inhouse.ledger import Line
from inhouse.models import Model

NOTHING = Need(0)
_CUT = frozenset({"cancelled", "interrupted"})


class Books(Protocol):
    """Where a reservation is made and settled: the meter."""

    def now(self) -> Moment:
        """This moment."""
        ...

    def counters(self, asker: Asker, now: Moment) -> Sequence[Counter]:
        """The counters of all rules that count this asker."""
        ...

    def ended(self, reservation: "Reservation") -> None:
        """The call has ended: settle it and write it down."""
        ...


class Reservation:
    """What one call holds. `with`: leaving settles. Nothing here waits, so nothing comes in between."""

    __slots__ = (
        "_answered", "_books", "_class", "_counted", "_ended", "_first", "_identity", "_line", "_model", "_need",
        "_pieces", "_prompt", "_taken", "_usage", "asker", "began", "written",
    )  # fmt: skip

    def __init__(self, books: Books, asker: Asker, prompt: Prompt, model: Model) -> None:
        self.asker = asker
        self.began = books.now()
        self.written = False
        self._books = books
        self._prompt = prompt
        self._model: Model = model
        self._identity: UUID | None = None
        self._first: float | None = None
        self._need: Need | None = None
        self._taken: Sequence[tuple[Counter, Taken]] = ()
        self._counted: set[int] = set()
        self._class: DestinationClass = model.destination.destination_class
        self._line: Line | None = None
        self._pieces = 0
        self._answered = 0
        self._usage: Usage | None = None
        self._ended: tuple[Outcome, str | None] | None = None
        self._take(books.counters(asker, self.began), self.began)

    @property
    def need(self) -> Need:
        """What the call takes at most, with the model that it asks now."""
        if self._need is None:
            self._need = estimate.need(self._prompt, self._model)
        return self._need

    @property
    def left(self) -> bool:
        """Whether words may have left."""
        return self._line is not None

    def _take(self, counters: Sequence[Counter], now: Moment) -> None:
        """Reserve under all counters or under none; raises LimitReached for the longest wait."""
        telling = answering.get()
        if telling is not None:
            telling.counters = counters
        if not counters:
            return
        need, worst = self.need, None
        counted = self._counted
        for counter in counters:
            met = counter.meets(now, need, 0 if counted and id(counter) in counted else 1)
            if met is not None and (worst is None or met.wait > worst.wait):
                worst = met
        if worst is not None:
            error = refusal(worst)
            if telling is not None:
                telling.refused = error
            raise error
        self._taken = [
            (counter, counter.take(now, need, 0 if counted and id(counter) in counted else 1)) for counter in counters
        ]

    def ask(self, model: Model) -> None:
        """This model is asked next. Another one than before is reserved for anew; raises LimitReached, holding nothing.

        It is the same request: where it was counted already it is not counted again.
        """
        if model.id == self._model.id:
            return
        now = self._books.now()
        self._counted |= {id(counter) for counter, _ in self._taken}
        self.settle(now, NOTHING)
        self._model, self._need = model, None
        self.asker = replace(self.asker, model=model.id)
        self._take(self._books.counters(self.asker, now), now)

    def opened(self, destination: Destination, line: Line) -> None:
        """Words are about to leave."""
        self._class = destination.destination_class
        self._line = line

    def note(self, event: Event | Relayed) -> None:
        """Take note of an event of the answer."""
        match event:
            case TextDelta(text=text) | ReasoningDelta(text=text) | ToolCall(arguments=text):
                self._came(1, len(text))
            case Relayed(pieces=pieces):
                self._came(pieces, 0)
            case Usage():
                self._usage = event
            case Failed(code=code):
                self._ended = Outcome.FAILED, code
            case Finished(reason=reason):
                self._ended = (Outcome.CUT if reason in _CUT else Outcome.OK), None
            case _:
                pass

    def _came(self, pieces: int, characters: int) -> None:
        if self._first is None:
            self._first = clock.monotonic()
        self._pieces += pieces
        self._answered += characters

    def settle(self, now: Moment, used: Need) -> None:
        """Give back what was reserved and count what was used."""
        for counter, taken in self._taken:
            counter.settle(now, taken, used)
        self._taken = ()

    def used(self) -> tuple[Usage, bool]:
        """What the call took, and whether that is an estimate; by the rule above."""
        if self._usage is not None:
            return estimate.believed(self._usage), False
        if self._line is None:
            return Usage(0, 0), False
        if self._pieces or self.outcome[0] is Outcome.CUT:
            return estimate.uncounted(self._prompt, self._model, self._pieces, self._answered), True
        return Usage(0, 0), False

    @property
    def outcome(self) -> tuple[Outcome, str | None]:
        """How it ended, with the code of an error; a call without an end was cut."""
        return self._ended or (Outcome.CUT, None)

    def cost(self, usage: Usage) -> Money | None:
        """What so much costs at the model that answered."""
        prices = self._model.profile.prices
        return None if prices is None else estimate.cost(usage, prices)

    def row(self, now: Moment, usage: Usage, cost: Money | None, *, estimated: bool) -> Call:
        """The call as it is kept, having taken so much."""
        return self._row(now, usage, cost, self.outcome, estimated=estimated)

    def row_of_running(self, now: Moment) -> Call:
        """The call as it is kept should the server die now: with all that it may still take, where that costs."""
        most = 0 if self.need.cost is None else estimate.most_answer_tokens(self._prompt, self._model)
        usage = Usage(estimate.prompt_tokens(self._prompt, self._model), most)
        return self._row(now, estimate.believed(usage), self.need.cost, (Outcome.RUNNING, None), estimated=True)

    def _row(
        self, now: Moment, usage: Usage, cost: Money | None, outcome: tuple[Outcome, str | None], *, estimated: bool
    ) -> Call:
        if self._identity is None:
            self._identity = new_id()
        asker, began, line = self.asker, self.began, self._line
        return Call(
            id=self._identity,
            at=began.date,
            account=Account(asker.person, asker.key, asker.groups),
            model=self._model.id,
            destination_class=self._class,
            purpose=self._prompt.purpose,
            usage=usage,
            outcome=outcome[0],
            estimated=estimated,
            cost=0 if cost is None else cost.micros,
            currency=None if cost is None else cost.currency,
            error=outcome[1],
            first_ms=None if self._first is None else _milliseconds(self._first - began.seconds),
            total_ms=_milliseconds(now.seconds - began.seconds),
            log=None if line is None else line.log,
            line=None if line is None else line.number,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ended is None:
            self._ended = self._left_by(error)
        self._books.ended(self)

    def _left_by(self, error: BaseException | None) -> tuple[Outcome, str | None]:
        match error:
            case None | GeneratorExit() | asyncio.CancelledError():
                return Outcome.CUT, None
            case InhouseError():
                return (Outcome.FAILED if self._line is not None else Outcome.REFUSED), error.code
            case _:
                return Outcome.FAILED, "internal_error"


def _milliseconds(seconds: float) -> int:
    return min(round(seconds * 1000), 2**31 - 1)
