"""A whole road for tests of what stands at its ends: a real guard and ledger, a model that follows a script."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Sequence

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.events import Event, Relayed
from inhouse.core.prompt import Cleared, CommitmentKey, Prompt
from inhouse.edge.asgi import Scope, header
from inhouse.gateway.openai import Doors, openai_entries
from inhouse.gateway.road import Road
from inhouse.guard import Guard
from inhouse.guard.policies.current import Version
from inhouse.guard.policies.presets import BALANCED
from inhouse.ledger import Ledger, Origin
from inhouse.models.call import Outbound
from inhouse.models.errors import ModelUnknown
from inhouse.models.load import Standing
from inhouse.models.model import Deployment, Model
from tests.guards import Fixed, guard_of
from tests.ledgers import MemoryLog, name_of
from tests.prompts import ANNA, ANNAS_KEY, HERE, KEY, model_at, outbound_of

Step = Event | Relayed | Exception | asyncio.Event
"""What the model does next: say something, fail, or wait until the test lets it go on."""


class ScriptedRoad:
    """`road` with the model "demo", which follows `script`. `happened` tells in which order things came to pass."""

    def __init__(self, *script: Step, destination: Destination = HERE) -> None:
        self.script: Sequence[Step] = script
        self.destination = destination
        self.happened: list[str] = []
        self.prompts: list[Prompt] = []
        self.policy = BALANCED
        self.log = MemoryLog(self.happened.append)
        self.ledger = Ledger(self.log, Origin("inhouse.test/one", "tenant"), name_of)
        self.road = Road(self, Guard(self, guard_of().eyes), self.ledger, self)
        self.entries = openai_entries(self.road, self.offered, self.commitment_of)
        self.doors = Doors(self.resolve, self.entries)

    async def find(self, model_id: str, caller: Caller) -> Model:
        """The catalogue."""
        model = model_at(self.destination)
        if model_id == "vectors":
            return dataclasses.replace(model, id="vectors", profile=dataclasses.replace(model.profile, embeds=True))
        if model_id != "demo":
            raise ModelUnknown
        return model

    @property
    def current(self) -> Version:
        """The policy in force."""
        return Fixed(self.policy).current

    async def here(self, caller: Caller) -> Model | None:
        """No model of this machine is fit for work."""
        return None

    def standing(self, deployment: Deployment) -> Standing:
        """No place is busy or broken."""
        return Standing(calls=0, pause=0.0)

    def prepare(self, cleared: Cleared, deployment: Deployment) -> Outbound:
        """The models' first verb."""
        self.happened.append("model prepared")
        self.prompts.append(cleared.prompt)
        return outbound_of("".join(cleared.prompt.texts()).encode("utf-8", "surrogatepass"))

    async def stream(self, outbound: Outbound, caller: Caller) -> AsyncGenerator[Event | Relayed, None]:
        """The models' second verb."""
        self.happened.append("model called")
        try:
            for step in self.script:
                match step:
                    case Exception():
                        raise step
                    case asyncio.Event():
                        self.happened.append("model waits")
                        await step.wait()
                    case event:
                        yield event
        finally:
            self.happened.append("model closed")

    async def resolve(self, scope: Scope) -> Caller | None:
        """Whose key it is; a cookie is Anna's session."""
        if header(scope, b"cookie") is not None:
            return ANNA
        return ANNAS_KEY if header(scope, b"authorization") == b"Bearer ih_good" else None

    async def offered(self, caller: Caller) -> tuple[Model, ...]:
        """The models that a caller may use."""
        model = model_at(self.destination)
        return model, dataclasses.replace(model, id="company/large")

    async def commitment_of(self, caller: Caller) -> CommitmentKey:
        """The account's key."""
        return KEY
