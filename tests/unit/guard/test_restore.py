from collections.abc import AsyncGenerator
from contextlib import aclosing

from inhouse.core.events import Event, Finished, TextDelta
from inhouse.guard.restore import restore

EVENTS: list[Event] = [TextDelta("a"), TextDelta("b"), Finished("stop")]


class Source:
    closed = False

    async def events(self) -> AsyncGenerator[Event, None]:
        try:
            for event in EVENTS:
                yield event
        finally:
            self.closed = True


async def test_without_stand_ins_every_event_passes_as_it_is() -> None:
    restored = restore(Source().events())
    async with aclosing(restored):
        assert [event async for event in restored] == EVENTS


async def test_leaving_closes_the_model_at_once() -> None:
    source = Source()
    restored = restore(source.events())
    async with aclosing(restored):
        async for _ in restored:
            break
    assert source.closed
