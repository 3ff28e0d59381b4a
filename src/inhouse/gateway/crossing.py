"""One call on its way: what the ledger will say about its end."""

import asyncio
from types import TracebackType
from typing import Self

from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    FinishReason,
    ReasoningDelta,
    Relayed,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.ledger import AnswerCommitment, Ending, Ledger, Line, Outcome
from inhouse.models.errors import ServerTrouble

_TEXT = "text/0"
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

    Closing cannot be cancelled. Whoever leaves before an end event has cut the answer. `begun` is for the road: the
    model has given an event.
    """

    __slots__ = ("_answer", "_ending", "_ledger", "_line", "_usage", "begun")

    def __init__(self, ledger: Ledger, line: Line) -> None:
        self._ledger = ledger
        self._line = line
        self._answer = AnswerCommitment(line.key)
        self._usage: Usage | None = None
        self._ending: tuple[Outcome, str | None] | None = None
        self.begun = False

    def note(self, event: Event | Relayed) -> bool:
        """Take note of an event of the model; whether it is the end."""
        match event:
            case TextDelta(text=text, choice=choice):
                self._answer.add(f"text/{choice}" if choice else _TEXT, _bytes(text))
            case Relayed(data=data):
                self._answer.add("wire", data)
            case ReasoningDelta(text=text, choice=choice):
                self._answer.add(f"reasoning/{choice}", _bytes(text))
            case ToolCall(index=index, name=name, arguments=arguments, choice=choice):
                self._answer.add(f"tool/{choice}/{index}", _bytes((name or "") + arguments))
            case Usage():
                self._usage = event
            case Failed(code=code):
                self._ending = (Outcome.FAILED, code)
            case Finished(reason=reason):
                self._ending = (_OUTCOMES[reason], None)
            case _:
                pass
        return self._ending is not None

    def fail(self, error: InhouseError) -> None:
        """The answer broke off by this error."""
        self._ending = (Outcome.FAILED, _cause(error))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome, code = self._ending or _left(error)
        ending = Ending(outcome, code, self._answer.hexdigest())
        await self._ledger.close(self._line, self._usage, ending)


def _left(error: BaseException | None) -> tuple[Outcome, str | None]:
    match error:
        case None | GeneratorExit() | asyncio.CancelledError():
            return Outcome.CUT, None
        case InhouseError():
            return Outcome.FAILED, _cause(error)
        case _:
            return Outcome.FAILED, "internal_error"


def _cause(error: InhouseError) -> str:
    """What the line says went wrong: nearer to the cause than what people are told."""
    return (error.cause if isinstance(error, ServerTrouble) else None) or error.code


def _bytes(text: str) -> bytes:
    # Half a surrogate pair from a broken model has no UTF-8; it is committed to as it came.
    return text.encode("utf-8", "surrogatepass")
