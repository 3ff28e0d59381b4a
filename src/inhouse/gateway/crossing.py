"""One call on its way: what the ledger will say about its end."""

import asyncio
from types import TracebackType
from typing import Self

from inhouse.core import tasks
from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Failed, Finished, FinishReason, TextDelta, Usage
from inhouse.ledger import Ending, Ledger, Line, Outcome, response_digest

_OUTCOMES: dict[FinishReason, Outcome] = {
    "stop": Outcome.OK,
    "length": Outcome.OK,
    "loop": Outcome.OK,
    "tool_calls": Outcome.OK,
    "filtered": Outcome.OK,
    "cancelled": Outcome.CUT,
    "interrupted": Outcome.CUT,
}


class Crossing:
    """Notes the events of one call and closes its line on leaving, however that happens: `async with`.

    Closing cannot be cancelled. Whoever leaves before an end event has cut the answer.
    """

    __slots__ = ("_digest", "_ending", "_ledger", "_line", "_usage")

    def __init__(self, ledger: Ledger, line: Line) -> None:
        self._ledger = ledger
        self._line = line
        self._digest = response_digest(line.key)
        self._usage: Usage | None = None
        self._ending: tuple[Outcome, str | None] | None = None

    def note(self, event: Event) -> bool:
        """Take note of an event of the model; whether it is the end."""
        match event:
            case TextDelta(text=text):
                # Half a surrogate pair from a broken model has no UTF-8; the commitment then stands for its repr.
                self._digest.update(text.encode("utf-8", "surrogatepass"))
            case Usage():
                self._usage = event
            case Failed(code=code):
                self._ending = (Outcome.FAILED, code)
            case Finished(reason=reason):
                self._ending = (_OUTCOMES[reason], None)
            case _:
                pass
        return self._ending is not None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome, code = self._ending or _left(error)
        ending = Ending(outcome, code, self._digest.hexdigest())
        await tasks.finish(self._ledger.close(self._line, self._usage, ending))


def _left(error: BaseException | None) -> tuple[Outcome, str | None]:
    match error:
        case None | GeneratorExit() | asyncio.CancelledError():
            return Outcome.CUT, None
        case InhouseError():
            return Outcome.FAILED, error.code
        case _:
            return Outcome.FAILED, "internal_error"
