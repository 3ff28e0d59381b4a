"""The ways to a model that are compared: straight to its server, through our OpenAI door, through a chat."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import orjson

from bench.client import Connection, Heard, Server
from inhouse.core.prompt import CommitmentKey, Prompt, PromptMessage, Purpose, Role, Sampling, Text
from inhouse.models.model import Model
from inhouse.models.wires.chat_completions import OPENAI
from tests.product import Person

SYSTEM = "You are a helpful assistant. Answer briefly and clearly."
MOST_TOKENS = 128
_DOOR = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds from asking to the first word and to the end, and what was said."""

    first: float
    whole: float
    heard: Heard


class Path(Protocol):
    """One way. `prepare` is not timed."""

    @property
    def name(self) -> str:
        """How the tables call it."""
        ...

    async def prepare(self, count: int) -> None:
        """Make ready for so many questions."""
        ...

    async def ask(self, text: str) -> Timed:
        """Ask on a new connection and listen to the end."""
        ...


@dataclass(frozen=True, slots=True)
class Direct:
    """Straight to the model's server, with the very bytes that we would send."""

    server: Server
    model: Model
    name: str = "direct"

    async def prepare(self, count: int) -> None:
        """Nothing."""

    async def ask(self, text: str) -> Timed:
        """Ask the server itself."""
        said = ((Role.SYSTEM, SYSTEM), (Role.USER, text))
        prompt = Prompt(
            model=self.model.id,
            messages=tuple(PromptMessage(role, (Text(words),)) for role, words in said),
            purpose=Purpose.DOOR,
            commitment=CommitmentKey(bytes(32)),
            sampling=Sampling(temperature=0.0, max_tokens=MOST_TOKENS),
        )
        return await _timed(self.server, lambda: OPENAI.encode(prompt, self.model, self.model.deployments[0]).body)


@dataclass(frozen=True, slots=True)
class Door:
    """Through `/v1/chat/completions`, streamed, with an API key."""

    server: Server
    model: str
    name: str = "door"

    async def prepare(self, count: int) -> None:
        """Nothing."""

    async def ask(self, text: str) -> Timed:
        """Ask as the official client does."""
        messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]
        body = {
            "model": self.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        return await _timed(self.server, lambda: body)


@dataclass(slots=True)
class Chat:
    """As the browser does: the question is posted to a chat, then the run's events are read."""

    server: Server
    model: str
    person: Person
    name: str = "chat"
    _chats: list[str] = field(default_factory=list)

    async def prepare(self, count: int) -> None:
        """Make the chats in which is asked."""
        for _ in range(count):
            chat = await self.person.new_chat(model=self.model, instructions=SYSTEM, temperature=0.0)
            self._chats.append(chat)

    async def ask(self, text: str) -> Timed:
        """Ask in a new chat."""
        chat = self._chats.pop()
        begun = time.perf_counter()
        async with await Connection.open(self.server) as connection:
            run = await say(connection, chat, text)
            status = await connection.ask("GET", f"/api/runs/{run['run_id']}/events")
            assert status == 200, await connection.whole()
            return _since(begun, await connection.listen())


async def say(connection: Connection, chat: str, text: str, parent: str | None = None) -> dict[str, str]:
    """Post a question to a chat; gives the ids of run and messages."""
    status = await connection.ask("POST", f"/api/chats/{chat}/runs", {"kind": "say", "parent_id": parent, "text": text})
    body = await connection.whole()
    assert status == 202, body
    return orjson.loads(body)


async def _timed(server: Server, body: Callable[[], object]) -> Timed:
    begun = time.perf_counter()
    async with await Connection.open(server) as connection:
        status = await connection.ask("POST", _DOOR, body())
        assert status == 200, await connection.whole()
        return _since(begun, await connection.listen())


def _since(begun: float, heard: Heard) -> Timed:
    assert heard.first, f"nothing was said: {heard}"
    return Timed(heard.first - begun, heard.last - begun, heard)
