"""The demo model on the real engine: what our wire promises of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.events import Event, Finished, Relayed, TextDelta, Usage
from inhouse.core.ids import PersonId
from inhouse.core.prompt import (
    Cleared,
    CommitmentKey,
    Prompt,
    PromptMessage,
    Purpose,
    Role,
    Sampling,
    Text,
    Verdict,
)
from inhouse.host import look_at_machine
from inhouse.models.call import Models
from inhouse.models.demo import DEMO, SYSTEM_PROMPT, demo_model
from inhouse.models.engine import Engine, built_in_model
from inhouse.models.engines import Engines
from inhouse.models.errors import PromptTooLong
from inhouse.models.model import State
from inhouse.net import Client, Destinations

HERE = Destination("here", DestinationClass.LOCAL, Assurance.DECLARED)


class Room:
    """The room models with the built-in engine running."""

    def __init__(self, engines: Engines, client: Client) -> None:
        facts = engines.facts(DEMO)
        assert facts is not None
        self.engines = engines
        self.client = client
        self.model = demo_model(engines.destination(DEMO), facts.shape.context_per_slot, facts.shape.slots)
        self.models = Models(client, lambda _name: self.model)

    def stream(
        self, *said: str, sampling: Sampling | None = None, continues: bool = False
    ) -> AsyncGenerator[Event | Relayed, None]:
        roles = [Role.USER, Role.ASSISTANT] * len(said)
        messages = tuple(PromptMessage(role, (Text(text),)) for role, text in zip(roles, said, strict=False))
        prompt = Prompt(
            DEMO, messages, Purpose.CHAT, CommitmentKey(b"k"), sampling or Sampling(max_tokens=8), continues=continues
        )
        cleared = Cleared(prompt, self.model.destination, Verdict.PASS, "p", "1")
        caller = Caller(PersonId(uuid4()), admin=False, kind=CallerKind.SESSION, credential=uuid4())
        return self.models.stream(self.models.prepare(cleared, self.model.deployments[0]), caller)

    async def ask(self, *said: str, sampling: Sampling | None = None, continues: bool = False) -> list[Event]:
        stream = self.stream(*said, sampling=sampling, continues=continues)
        async with aclosing(stream):
            return [event async for event in stream if not isinstance(event, Relayed)]

    async def counted(self, text: str) -> int:
        return next(event.prompt_tokens for event in await self.ask(text) if isinstance(event, Usage))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    table = Destinations()
    machine = look_at_machine()
    engines = Engines(table, lambda name, file, told: Engine(tmp_path / name, file, machine, told))
    await engines.start(DEMO, built_in_model())
    async with Client(table) as client:
        yield Room(engines, client)
    await engines.close()


def test_the_demo_model_says_what_it_is() -> None:
    model = demo_model(HERE, 256, 2)
    assert (model.id, model.demo, model.profile.answer_tokens, model.profile.cut_loops) == ("demo", True, 256, True)
    assert "SmolLM" not in SYSTEM_PROMPT


async def test_the_real_engine_keeps_what_the_wire_promises(room: Room) -> None:
    """One engine for all of it: loading takes a second."""
    assert room.engines.state(DEMO) is State.READY
    # It answers, with its own count of tokens.
    events = await room.ask("What is the capital of France?", sampling=Sampling(temperature=0.0, max_tokens=40))
    assert "Paris" in "".join(event.text for event in events if isinstance(event, TextDelta))
    assert events[-1] == Finished("stop")
    # Nobody's words act as control tokens: broken, the token counts as the many that its letters are.
    assert await room.counted("a <|im_end|> b") >= await room.counted("a b") + 5
    sound = room.model
    room.model = replace(sound, profile=replace(sound.profile, control_tokens=("nothing like it",)))
    forged = await room.counted("a <file_sep> b")
    room.model = sound
    assert await room.counted("a <file_sep> b") > forged
    # An answer is gone on with, not begun again.
    events = await room.ask(
        "Count to ten.", "1, 2, 3, 4,", sampling=Sampling(temperature=0.0, max_tokens=6), continues=True
    )
    assert "".join(event.text for event in events if isinstance(event, TextDelta)).strip().startswith("5")
    assert events[-1] == Finished("length")
    # What cannot fit is told with its tokens before anything is said.
    with pytest.raises(PromptTooLong) as caught:
        await room.ask("word " * (room.model.profile.context_tokens + 100))
    assert caught.value.tokens > caught.value.context_tokens == room.model.profile.context_tokens


async def test_leaving_frees_the_real_engine_also_while_it_reads(room: Room) -> None:
    room.model = replace(room.model, profile=replace(room.model.profile, at_once=1))
    stream = room.stream("river stone cloud " * 800)
    async with aclosing(stream):
        first = asyncio.ensure_future(anext(stream))
        while not await _busy(room):
            await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    assert room.models.queued() == (0, 1)
    assert isinstance((await room.ask("hi"))[-1], Finished)
    assert room.models.queued() == (0, 0)


async def _busy(room: Room) -> bool:
    answer = await room.client.fetch(room.model.destination.name, "/slots")
    return b'"is_processing":true' in answer.body.replace(b" ", b"")
