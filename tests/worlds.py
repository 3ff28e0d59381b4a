"""A road between a script and a reader, and a list of what happened."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.events import Event, Finished, Relayed, TextDelta
from inhouse.core.prompt import Cleared
from inhouse.gateway.road import Road
from inhouse.guard.policies.policy import Policy
from inhouse.guard.policies.presets import STRICT
from inhouse.ledger import Ledger, Origin
from inhouse.models.call import Outbound
from inhouse.models.load import Standing
from inhouse.models.model import Deployment, Model
from tests.guards import guard_of
from tests.ledgers import MemoryLog, name_of
from tests.prompts import ANNA, HERE, model_at, outbound_of, prompt_of

END = Finished("stop")


class Pause:
    """The model thinks until it is cancelled."""


def kind_of(event: Event | Relayed) -> str:
    return "relayed" if isinstance(event, Relayed) else event.type


@dataclass
class World:
    """A road, a model that follows a script, and a list of what happened."""

    script: Sequence[Event | Relayed | Exception | Pause] = ()
    destination: Destination = HERE
    text: str = "hello"
    policy: Policy = STRICT
    local: Model | None = None
    echo: bool = False
    model: Model | None = None
    sent: list[list[str]] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = MemoryLog(self.happened.append)
        self.ledger = Ledger(self.log, Origin("inhouse.test/one", "tenant"), name_of)
        self.road = Road(self, guard_of(self.policy), self.ledger, self)

    async def find(self, model_id: str, caller: Caller) -> Model:
        return self.model or model_at(self.destination)

    async def here(self, caller: Caller) -> Model | None:
        return self.local

    def standing(self, deployment: Deployment) -> Standing:
        return Standing(calls=0, pause=0.0)

    def prepare(self, cleared: Cleared, deployment: Deployment) -> Outbound:
        self.happened.append("model prepared")
        self.sent.append([message.text for message in cleared.prompt.messages])
        return outbound_of(cleared.prompt.messages[-1].text.encode())

    async def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event | Relayed, None]:
        self.happened.append(f"model got {outbound.body.decode()}")
        script = self.script
        if self.echo:
            # In pieces of three characters, as a model might write it.
            said = outbound.body.decode()
            script = [*(TextDelta(said[at : at + 3]) for at in range(0, len(said), 3)), END]
        try:
            for step in script:
                match step:
                    case Exception():
                        raise step
                    case Pause():
                        await asyncio.Event().wait()
                    case event:
                        yield event
        finally:
            self.happened.append("model closed")

    async def read(self, most: int = 100) -> list[Event | Relayed]:
        """What a reader gets who leaves after `most` events."""
        got: list[Event | Relayed] = []
        await self.ledger.start()
        events = self.road.run(ANNA, prompt_of(self.text))
        async with aclosing(events):
            async for event in events:
                got.append(event)
                self.happened.append(f"reader got {kind_of(event)}")
                if len(got) == most:
                    break
        self.happened.append("reader left")
        await self.ledger.stop()
        return got
