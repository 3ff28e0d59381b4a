"""The official client against our doors on a real socket: rim, road, guard, ledger and model room are the real ones."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import openai
import orjson
import pytest
import uvicorn
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam

from inhouse.core.caller import Caller
from inhouse.core.prompt import CommitmentKey
from inhouse.edge.asgi import Scope, header
from inhouse.edge.protocol import LimitedProtocol
from inhouse.edge.rim import Recognition, Rim
from inhouse.gateway.openai import ChatCompletions, Doors, ModelList, delivery
from inhouse.gateway.road import Road
from inhouse.guard import THIS_MACHINE_ONLY, Guard
from inhouse.ledger import Ledger, Origin
from inhouse.models.call import Models
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import Model
from inhouse.net import Client, Destinations, loopback
from tests.ledgers import MemoryLog
from tests.prompts import ANNAS_KEY, KEY, model_at
from tests.scripted import Cut, Gate, Upstream, failure, prompt_too_long, words

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "hello"}]
KNOWN = "ih_good"


@dataclass
class House:
    """A served house with one scripted model."""

    upstream: Upstream
    log: MemoryLog
    address: str
    client: AsyncOpenAI
    closed: asyncio.Event

    def outcomes(self) -> list[str]:
        return [entry["outcome"] for entry in self.log.entries if entry["kind"] == "outcome"]


class Catalogue:
    def __init__(self, model: Model) -> None:
        self._model = model

    def known(self, model_id: str) -> Model:
        if model_id != self._model.id:
            raise ModelUnknown
        return self._model

    async def find(self, model_id: str, caller: Caller) -> Model:
        return self.known(model_id)

    async def offered(self, caller: Caller) -> tuple[Model, ...]:
        return (self._model,)


async def resolve(scope: Scope) -> Caller | None:
    return ANNAS_KEY if header(scope, b"authorization") == f"Bearer {KNOWN}".encode() else None


async def commitment_of(caller: Caller) -> CommitmentKey:
    return KEY


@asynccontextmanager
async def served(app: Rim) -> AsyncGenerator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, http=LimitedProtocol, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server.should_exit = True
        await serving


@pytest.fixture
async def house() -> AsyncGenerator[House]:
    async with Upstream() as upstream:
        destinations = Destinations()
        entry = loopback("scripted", upstream.port)
        destinations.declare(entry)
        catalogue = Catalogue(model_at(entry.destination))
        connections = Client(destinations)
        closed = asyncio.Event()
        log = MemoryLog(lambda what: closed.set() if "closed" in what else None)
        ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), b"p" * 32)
        await ledger.start()
        road = Road(catalogue, Guard(THIS_MACHINE_ONLY), ledger, Models(connections, catalogue.known))
        doors = Doors(resolve, ModelList(catalogue.offered), ChatCompletions(road, commitment_of))
        rim = Rim(doors, Recognition(resolve, lambda caller, token: False))
        async with served(rim) as address, AsyncOpenAI(base_url=address, api_key=KNOWN, max_retries=0) as client:
            yield House(upstream, log, address, client, closed)
        await ledger.stop()
        connections.close()


async def test_models_are_listed_and_found(house: House) -> None:
    assert [model.id async for model in await house.client.models.list()] == ["demo"]
    assert (await house.client.models.retrieve("demo")).owned_by == "inhouse"
    with pytest.raises(openai.NotFoundError) as refusal:
        await house.client.models.retrieve("gpt-9")
    assert refusal.value.code == "model_not_found"


async def test_a_whole_answer(house: House) -> None:
    house.upstream.will(words("Hello", " there"))
    answer = await house.client.chat.completions.create(model="demo", messages=HELLO, temperature=0.5, seed=7)

    assert answer.choices[0].message.content == "Hello there"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (7, 3)
    sent = house.upstream.requests[0].json
    assert (sent["temperature"], sent["seed"], sent["store"], sent["stream"]) == (0.5, 7, False, True)
    assert house.outcomes() == ["ok"]


async def test_a_streamed_answer_with_usage(house: House) -> None:
    house.upstream.will(words("Hello", " there"))
    stream = await house.client.chat.completions.create(
        model="demo", messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    async with stream:
        chunks = [chunk async for chunk in stream]

    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == "Hello there"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 10
    assert house.outcomes() == ["ok"]


async def test_the_answer_comes_word_by_word(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, "two"))
    stream = await house.client.chat.completions.create(model="demo", messages=HELLO, stream=True)
    said: list[str] = []
    async with stream:
        async for chunk in stream:
            said += [choice.delta.content for choice in chunk.choices if choice.delta.content]
            if said == ["one"]:
                gate.open()
    assert said == ["one", "two"]


async def test_the_stream_helper_and_the_raw_headers(house: House) -> None:
    house.upstream.will(words("Hello"), words("again"))
    async with house.client.chat.completions.stream(model="demo", messages=HELLO) as stream:
        final = await stream.get_final_completion()
    assert final.choices[0].message.content == "Hello"

    raw = await house.client.chat.completions.with_raw_response.create(model="demo", messages=HELLO)
    assert raw.headers["x-inhouse-destination"] == "scripted; local"
    assert raw.headers["x-inhouse-line"].startswith("inhouse.test/one/")
    assert raw.headers["x-request-id"]


async def test_the_synchronous_client(house: House) -> None:
    house.upstream.will(words("Hello"), words("a", "b"))

    def talk() -> tuple[str | None, str]:
        with OpenAI(base_url=house.address, api_key=KNOWN, max_retries=0) as client:
            whole = client.chat.completions.create(model="demo", messages=HELLO)
            with client.chat.completions.create(model="demo", messages=HELLO, stream=True) as stream:
                pieces = [choice.delta.content or "" for chunk in stream for choice in chunk.choices]
        return whole.choices[0].message.content, "".join(pieces)

    assert await asyncio.to_thread(talk) == ("Hello", "ab")


async def test_leaving_a_stream_stops_the_model(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, "two"))
    stream = await house.client.chat.completions.create(model="demo", messages=HELLO, stream=True)
    async with stream:
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                break
    await house.upstream.left()
    await house.closed.wait()
    assert house.outcomes() == ["cut"]


async def test_giving_up_on_a_whole_answer_stops_the_model(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, "two"))
    asking = asyncio.create_task(house.client.chat.completions.create(model="demo", messages=HELLO))
    await gate.reached.wait()
    asking.cancel()
    await house.upstream.left()
    await house.closed.wait()
    assert house.outcomes() == ["cut"]


async def test_refusals_are_the_clients_own_errors(house: House) -> None:
    ask = house.client.chat.completions.create
    with pytest.raises(openai.AuthenticationError):
        await house.client.with_options(api_key="ih_bad").chat.completions.create(model="demo", messages=HELLO)
    with pytest.raises(openai.NotFoundError):
        await ask(model="gpt-9", messages=HELLO)
    with pytest.raises(openai.BadRequestError) as refusal:
        await ask(model="demo", messages=HELLO, extra_body={"frobnicate": 1})
    assert (refusal.value.param, refusal.value.code) == ("frobnicate", "unknown_parameter")
    with pytest.raises(openai.BadRequestError) as refusal:
        await ask(model="demo", messages=HELLO, tools=[{"type": "function", "function": {"name": "f"}}])
    assert refusal.value.code == "tools_unsupported"
    assert house.log.rows == []


async def test_trouble_upstream_has_the_status_that_clients_act_on(house: House) -> None:
    ask = house.client.chat.completions.create
    house.upstream.will(prompt_too_long(9000, 2048), failure(429), failure(500), words("one", Cut()))
    with pytest.raises(openai.BadRequestError) as refusal:
        await ask(model="demo", messages=HELLO)
    assert refusal.value.code == "context_length_exceeded"
    with pytest.raises(openai.RateLimitError):
        await ask(model="demo", messages=HELLO)
    with pytest.raises(openai.InternalServerError):
        await ask(model="demo", messages=HELLO)
    with pytest.raises(openai.InternalServerError):
        await ask(model="demo", messages=HELLO)
    assert house.outcomes() == ["failed"] * 4


async def test_a_stream_cut_upstream_raises_after_the_words_that_came(house: House) -> None:
    gate = Gate()
    house.upstream.will(words("one", gate, Cut()))
    said: list[str] = []

    async def listen() -> None:
        stream = await house.client.chat.completions.create(model="demo", messages=HELLO, stream=True)
        async with stream:
            async for chunk in stream:
                said.extend(choice.delta.content for choice in chunk.choices if choice.delta.content)
                if said:
                    gate.open()

    with pytest.raises(openai.APIError) as failed:
        await listen()
    assert said == ["one"]
    assert failed.value.code == "model_unavailable"
    assert house.outcomes() == ["failed"]


async def test_a_client_that_reads_nothing_is_cut_and_frees_the_model(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SEND_SECONDS", 0.2)
    # More than all buffers on the way hold together.
    house.upstream.will(words(*["x" * 60_000] * 400))
    body = orjson.dumps({"model": "demo", "messages": HELLO, "stream": True})
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KNOWN}\r\n"
    port = int(house.address.split(":")[2].split("/")[0])
    with socket.socket() as stalled:
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalled.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(stalled, ("127.0.0.1", port))
        await loop.sock_sendall(stalled, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await house.closed.wait()
    assert house.outcomes() == ["cut"]
