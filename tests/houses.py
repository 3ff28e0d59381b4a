"""A house on a real socket for real clients: rim, road, guard, ledger and model room are the real ones.

    async with open_house() as house:
        house.upstream.will(words("Hello"))
        client = AsyncOpenAI(base_url=house.address, api_key=KNOWN)

Its models are "demo", which can do everything, "plain", which reads and writes text only, and "vectors". The catalogue
is a list and the only key is KNOWN; the real ones of both are proved with the product, in test_other_clients.py.
"""

import asyncio
import dataclasses
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from inhouse.core.caller import Caller
from inhouse.core.prompt import CommitmentKey
from inhouse.edge.asgi import Scope, header
from inhouse.edge.protocol import LimitedProtocol
from inhouse.edge.rim import Recognition, Rim
from inhouse.gateway.openai import Doors, Entry, openai_entries
from inhouse.gateway.road import Road
from inhouse.ledger import Ledger, Origin
from inhouse.models.call import Models
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import Model
from inhouse.models.profile import Quirks
from inhouse.net import Client, Destinations, loopback
from tests.guards import guard_of
from tests.ledgers import MemoryLog, all_closed, name_of
from tests.moments import until
from tests.prompts import ANNAS_KEY, KEY, model_at
from tests.scripted import Upstream

KNOWN = "ih_good"
_KEY_HEADERS = {b"authorization": b"Bearer ", b"api-key": b"", b"x-api-key": b""}

MoreEntries = Callable[[Road], tuple[Entry, ...]]
"""Doors besides OpenAI's older ones."""


@dataclass
class House:
    """A served house with one scripted server behind it. `closed` is set when a ledger line is closed."""

    upstream: Upstream
    log: MemoryLog
    address: str
    closed: asyncio.Event

    async def outcomes(self) -> list[str]:
        """How the calls ended, as the ledger says once every line is closed."""
        await until(lambda: all_closed(self.log.entries))
        return [entry["outcome"] for entry in self.log.entries if entry["kind"] == "outcome"]

    def sent(self) -> list[dict[str, Any]]:
        """What the scripted server was asked."""
        return [seen.json for seen in self.upstream.requests]


class _Catalogue:
    def __init__(self, *models: Model) -> None:
        self._models = models

    def known(self, model_id: str) -> Model:
        found = next((model for model in self._models if model.id == model_id), None)
        if found is None:
            raise ModelUnknown
        return found

    async def find(self, model_id: str, caller: Caller) -> Model:
        return self.known(model_id)

    async def here(self, caller: Caller) -> Model | None:
        return None

    async def offered(self, caller: Caller) -> tuple[Model, ...]:
        return self._models


async def resolve(scope: Scope) -> Caller | None:
    """Whose key it is, in any of the headers that clients use."""
    expected = ((name, before + KNOWN.encode()) for name, before in _KEY_HEADERS.items())
    return ANNAS_KEY if any(header(scope, name) == value for name, value in expected) else None


async def commitment_of(caller: Caller) -> CommitmentKey:
    """The account's key."""
    return KEY


@asynccontextmanager
async def open_house(more: MoreEntries = lambda _: ()) -> AsyncGenerator[House]:
    """A house that answers on loopback, until the block is left."""
    async with Upstream() as upstream:
        destinations = Destinations()
        entry = loopback("scripted", upstream.port)
        destinations.declare(entry)
        catalogue = _models(model_at(entry.destination))
        connections = Client(destinations)
        closed = asyncio.Event()
        log = MemoryLog(lambda what: closed.set() if "closed" in what else None)
        ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), name_of)
        await ledger.start()
        road = Road(catalogue, guard_of(), ledger, Models(connections, catalogue.known))
        doors = Doors(resolve, (*openai_entries(road, catalogue.offered, commitment_of), *more(road)))
        async with _served(Rim(doors, Recognition(resolve, lambda caller, token: False))) as address:
            yield House(upstream, log, address, closed)
        await ledger.stop()
        connections.close()


def _models(plain: Model) -> _Catalogue:
    able = dataclasses.replace(
        plain.profile, tools=True, images=True, reasoning=True, structured=True, quirks=Quirks(reasoning_effort=True)
    )
    return _Catalogue(
        dataclasses.replace(plain, profile=able),
        dataclasses.replace(plain, id="plain"),
        dataclasses.replace(plain, id="vectors", profile=dataclasses.replace(plain.profile, embeds=True)),
    )


@asynccontextmanager
async def _served(app: Rim) -> AsyncGenerator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, http=LimitedProtocol, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server.should_exit = True
        await serving
