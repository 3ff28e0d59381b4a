"""What answers on wires of named events share: events are read, joined and ended the same way. Pure: no I/O."""

from abc import ABC, abstractmethod
from typing import Any, Final

from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Finished, FinishReason, ReasoningDelta, TextDelta, Usage
from inhouse.models.errors import AnswerBroken
from inhouse.models.json_values import an_object
from inhouse.models.wires.chat_answer import join, parsed, whole
from inhouse.models.wires.server_events import ServerEvents

_DONE: Final = b"[DONE]"


class NamedEvents(ABC):
    """One answer as it comes in; a wire says what its events mean.

    What came before trouble in one read is given first, and `end` raises the trouble.
    """

    def __init__(self) -> None:
        self._lines = ServerEvents()
        self._trouble: InhouseError | None = None
        self.usage: Usage | None = None
        self.ended: FinishReason | None = None
        self.done = False
        self.pieces = 0
        self.prompt_tokens = 0

    def feed(self, read: bytes) -> list[Event]:
        """Take what was read and give the events in it; raises BadAnswer, and what the server says in its place."""
        events: list[Event] = []
        try:
            for data in self._lines.feed(read):
                self._take(data, events)
        except InhouseError as error:
            if not events:
                raise
            self._trouble = error
            self.done = True
        return events

    def end(self) -> list[Event]:
        """Usage if it was told, then Finished; raises AnswerBroken."""
        if self._trouble is not None:
            raise self._trouble
        events: list[Event] = []
        if not self.done:
            for data in self._lines.end():
                self._take(data, events)
        if self.usage is not None:
            events.append(self.usage)
        if self.ended is None:
            raise AnswerBroken(
                "The model's server ended in the middle of the answer.", hint="Continue, or ask again.", retry_after=1
            )
        events.append(Finished(self.ended))
        return events

    @abstractmethod
    def take(self, value: dict[str, Any], events: list[Event]) -> None:
        """Take in one event of the wire; raises InhouseError where it says that something is wrong."""

    def say(self, words: object, events: list[Event], *, refusal: bool = False) -> None:
        """More of the answer."""
        if isinstance(words, str) and words:
            self.pieces += 1
            join(events, TextDelta(whole(words), 0, refusal))

    def think(self, words: object, events: list[Event]) -> None:
        """More of the reasoning."""
        if isinstance(words, str) and words:
            self.pieces += 1
            join(events, ReasoningDelta(whole(words)))

    def _take(self, data: bytes, events: list[Event]) -> None:
        if not self.done and data != _DONE:
            self.take(an_object(parsed(data)), events)
