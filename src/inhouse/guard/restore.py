"""The verb on the way back: stand-ins become names again, whatever the chunking."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace

from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    ChoiceEnded,
    Citation,
    Event,
    Failed,
    Finished,
    Logprobs,
    ReasoningDelta,
    Relayed,
    Restored,
    Snapshot,
    TextDelta,
    ToolCall,
)
from inhouse.guard.stand_ins import Channel, Piece, Restorer


def restore(
    events: AsyncGenerator[Event | Relayed, None], restorer: Restorer | None = None
) -> AsyncGenerator[Event | Relayed, None]:
    """The same events with the real names; closing what this gives closes `events`.

    A Restored comes before the first text that holds a value. Logprobs are left out: they tell the pieces of stand-ins.
    Without a restorer the events are given back untouched. With one there must be no Relayed: raises ValueError.
    """
    return events if restorer is None else _restored(events, restorer)


async def _restored(
    events: AsyncGenerator[Event | Relayed, None], restorer: Restorer
) -> AsyncGenerator[Event | Relayed, None]:
    answer = _Answer(restorer)
    async with aclosing(events):
        try:
            async for event in events:
                # Nearly all that comes: one more piece of the text that is being written, without a stand-in.
                if (
                    type(event) is TextDelta
                    and event.choice == answer.writes
                    and not event.refusal
                    and answer.passes(event.text)
                ):
                    yield event
                    continue
                for restored in answer.take(event):
                    yield restored
        except InhouseError:
            for restored in answer.flush():
                yield restored
            raise
        for restored in answer.flush():
            yield restored


def _never(text: str) -> bool:
    del text
    return False


class _Answer:
    """The channels of one answer, and what was told of them."""

    def __init__(self, restorer: Restorer) -> None:
        self._restorer = restorer
        self._told: set[Restored] = set()
        # The channel that speaks, by choice: words are not held back when another begins.
        self._speaks: dict[int, Channel] = {}
        self.writes: int | None = None
        """The choice whose text came last, if nothing else of it came since."""
        self.passes: Callable[[str], bool] = _never
        """Whether a piece of that text goes on as it is; then it counts as read. Otherwise `take` its event."""

    def take(self, event: Event | Relayed) -> Iterator[Event]:
        """What goes on now that this event has come."""
        match event:
            case TextDelta(text=text, choice=choice, refusal=refusal):
                channel = Channel(choice, "refusal" if refusal else "text")
                yield from self._switch(channel)
                yield from self._told_as(channel, self._restorer.feed(channel, text))
            case ReasoningDelta(text=text, choice=choice):
                channel = Channel(choice, "reasoning")
                yield from self._switch(channel)
                yield from self._told_as(channel, self._restorer.feed(channel, text))
            case ToolCall():
                yield from self._call(event)
            case ChoiceEnded(choice=choice):
                yield from self.flush(choice)
                yield event
            case Finished() | Failed():
                yield from self.flush()
                yield event
            case Citation(title=title, quote=quote):
                yield replace(event, title=self._restorer.whole(title), quote=self._restorer.whole(quote))
            case Snapshot(text=text, reasoning=reasoning):
                yield Snapshot(self._restorer.whole(text), self._restorer.whole(reasoning))
            case Logprobs():
                pass
            case Relayed():
                raise ValueError("The bytes of a wire cannot be restored; ask the model for events.")
            case _:
                yield event

    def flush(self, choice: int | None = None) -> Iterator[Event]:
        """What was held back, of one choice or of all."""
        for channel in self._restorer.channels(choice):
            yield from self._told_as(channel, self._restorer.flush(channel))

    def _switch(self, channel: Channel) -> Iterator[Event]:
        """Words are not held back once something else speaks: its reader has closed the block they belong to.

        The arguments of calls may come in turn, so theirs are held until they end.
        """
        before = self._speaks.get(channel.choice)
        self._speaks[channel.choice] = channel
        if channel.what == "text":
            self.writes, self.passes = channel.choice, self._restorer.reader(channel).passes
        else:
            self.writes, self.passes = None, _never
        if before is not None and before != channel and before.what != "tool":
            yield from self._told_as(before, self._restorer.flush(before))

    def _call(self, event: ToolCall) -> Iterator[Event]:
        channel = Channel(event.choice, "tool", event.index)
        yield from self._switch(channel)
        if event.name is not None:
            self._restorer.called(channel, event.name)
        arguments = "".join(piece.shown for piece in self._restorer.feed(channel, event.arguments))
        if arguments or event.name is not None or event.call_id is not None:
            yield replace(event, arguments=arguments)

    def _told_as(self, channel: Channel, pieces: list[Piece]) -> Iterator[Event]:
        """Pieces as events."""
        text = "".join(piece.shown for piece in pieces)
        if not text:
            return
        match channel.what:
            case "reasoning":
                yield ReasoningDelta(text, channel.choice)
            case "tool":
                yield ToolCall(channel.index, None, None, text, channel.choice)
            case "text" | "refusal":
                yield from self._marks(channel, pieces)
                yield TextDelta(text, channel.choice, channel.what == "refusal")

    def _marks(self, channel: Channel, pieces: list[Piece]) -> Iterator[Restored]:
        for piece in pieces:
            if piece.original is not None and piece.stand_in is not None:
                mark = Restored(piece.original, piece.stand_in, channel.choice)
                if mark not in self._told:
                    self._told.add(mark)
                    yield mark
