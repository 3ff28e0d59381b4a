"""Limits and budgets through the running server, with the client that people use."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.product import Person, Product
from tests.scripted import Gate, Upstream, words

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]
CENT = 10_000


async def add_priced(product: Product, upstream: Upstream, price: str = "EUR:0:10000") -> str:
    """A model whose answers cost a cent for each token."""
    name = f"Priced {uuid4().hex[:8]}"
    given = ["models", "add", name, "--endpoint", f"http://127.0.0.1:{upstream.port}/v1", "--price", price]
    done = await asyncio.to_thread(product.command, *given, "--upstream-model", "scripted", "--answer", "20")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split()[-1]


@dataclass
class Desk:
    """Somebody with a key, and an administrator who sets their limits."""

    product: Product
    person: Person
    boss: Person
    client: AsyncOpenAI
    model: str
    identity: str

    async def limit(self, **bounds: object) -> str:
        body = {"kind": "person", "subject": self.identity, **bounds}
        reply = await self.boss.send("PUT", "/api/admin/limits", body)
        assert reply.status_code == 200, reply.text
        return reply.json()["id"]

    async def ask(self, max_tokens: int = 20) -> str:
        answer = await self.client.chat.completions.create(model=self.model, messages=HELLO, max_tokens=max_tokens)
        return answer.choices[0].message.content or ""

    async def streamed(self) -> str:
        stream = await self.client.chat.completions.create(model=self.model, messages=HELLO, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    async def usage(self, calls: int) -> list[dict[str, str]]:
        """The person's calls as they export them; rows come within a second."""
        async with asyncio.timeout(10):
            while True:
                reply = await self.person.get("/api/me/usage/export", format="json")
                assert reply.status_code == 200, reply.text
                rows = reply.json()
                ended = [row for row in rows if row["outcome"] != "running"]
                if len(ended) >= calls:
                    assert len(ended) == calls
                    return ended
                await asyncio.sleep(0.05)


@asynccontextmanager
async def desk_at(product: Product, upstream: Upstream) -> AsyncIterator[Desk]:
    model = await add_priced(product, upstream)
    async with product.person() as person, product.person(admin=True) as boss:
        key = (await person.send("POST", "/api/me/keys", {"name": "k"})).json()["key"]
        identity = (await person.get("/api/me")).json()["id"]
        async with AsyncOpenAI(base_url=f"{product.address}/v1", api_key=key, max_retries=0) as client:
            yield Desk(product, person, boss, client, model, identity)


@pytest.fixture
async def desk(product: Product) -> AsyncIterator[Desk]:
    async with Upstream() as upstream, desk_at(product, upstream) as made:
        yield made


@pytest.fixture
async def gated(product: Product) -> AsyncIterator[tuple[Desk, Gate, Upstream]]:
    """A desk whose answers all wait at one gate."""
    gate = Gate()
    async with Upstream() as upstream, desk_at(product, upstream) as made:
        upstream.will(*(words("He", gate, "llo", usage=(3, 5)) for _ in range(20)))
        yield made, gate, upstream


def passed(results: list[object]) -> int:
    refused = [result for result in results if isinstance(result, openai.RateLimitError)]
    good = [result for result in results if isinstance(result, str)]
    assert len(refused) + len(good) == len(results), results
    return len(good)


async def at_once(desk: Desk, gate: Gate, upstream: Upstream, calls: int, expected: int) -> int:
    """Start so many streams together; the gate opens when as many as expected are there and the others are refused."""
    running = [asyncio.create_task(desk.streamed()) for _ in range(calls)]
    async with asyncio.timeout(20):
        while len(upstream.requests) < expected or sum(task.done() for task in running) < calls - expected:
            await asyncio.sleep(0.01)
    gate.open()
    return passed(list(await asyncio.gather(*running, return_exceptions=True)))


async def test_of_twenty_streams_at_once_exactly_as_many_pass_as_may_be(gated: tuple[Desk, Gate, Upstream]) -> None:
    desk, gate, upstream = gated
    await desk.limit(streams=3)
    assert await at_once(desk, gate, upstream, calls=20, expected=3) == 3
    assert len(upstream.requests) == 3
    # They have ended: their places are free again.
    assert await desk.streamed() == "Hello"


async def test_of_twenty_requests_at_once_exactly_as_many_pass_as_may_be(gated: tuple[Desk, Gate, Upstream]) -> None:
    desk, gate, upstream = gated
    await desk.limit(requests_per_minute=4)
    assert await at_once(desk, gate, upstream, calls=20, expected=4) == 4
    assert len(upstream.requests) == 4


async def test_a_budget_stops_at_the_cent_also_under_streams_at_once(gated: tuple[Desk, Gate, Upstream]) -> None:
    desk, gate, upstream = gated
    # An answer may take 20 tokens of a cent each, and takes 5.
    await desk.limit(budget_micros=65 * CENT, currency="EUR")
    assert await at_once(desk, gate, upstream, calls=20, expected=3) == 3
    rows = await desk.usage(3)
    assert [row["cost_micros"] for row in rows] == [5 * CENT] * 3
    # Fifty cents are left: enough for 20, not for what two at once may take.
    assert await desk.streamed() == "Hello"
    (mine,) = (await desk.person.get("/api/me/limits")).json()["items"]
    assert (mine["spent_micros"], mine["budget_micros"]) == (20 * CENT, 65 * CENT)


async def test_a_budget_that_is_used_up_is_told_as_clients_know_it(desk: Desk) -> None:
    await desk.limit(budget_micros=10 * CENT, currency="EUR")
    assert await desk.ask(max_tokens=5) == "ok"
    with pytest.raises(openai.RateLimitError) as refused:
        await desk.ask(max_tokens=10)
    error = refused.value
    assert (error.code, error.type) == ("insufficient_quota", "insufficient_quota")
    assert error.response.headers["x-should-retry"] == "false"
    assert int(error.response.headers["retry-after"]) > 0
    # What fits into what is left goes through.
    assert await desk.ask(max_tokens=2) == "ok"


async def test_headers_say_what_is_left(desk: Desk) -> None:
    await desk.limit(requests_per_minute=2, tokens_per_minute=1_000)
    answer = await desk.client.chat.completions.with_raw_response.create(model=desk.model, messages=HELLO)
    headers = answer.headers
    assert (headers["x-ratelimit-limit-requests"], headers["x-ratelimit-remaining-requests"]) == ("2", "1")
    assert headers["x-ratelimit-limit-tokens"] == "1000"
    assert 900 < int(headers["x-ratelimit-remaining-tokens"]) < 1_000
    assert headers["x-ratelimit-reset-requests"] in ("60s", "61s")
    assert await desk.streamed() == "ok"
    with pytest.raises(openai.RateLimitError) as refused:
        await desk.ask()
    headers = refused.value.response.headers
    assert (refused.value.code, refused.value.type) == ("rate_limit_exceeded", "requests")
    assert headers["x-ratelimit-remaining-requests"] == "0"
    assert 55 <= int(headers["retry-after"]) <= 61
    assert "x-should-retry" not in headers


async def test_the_client_comes_back_by_itself_when_it_is_told_to(gated: tuple[Desk, Gate, Upstream]) -> None:
    desk, gate, _ = gated
    await desk.limit(streams=1)
    first = asyncio.create_task(desk.streamed())
    async with asyncio.timeout(10):
        await gate.reached.wait()
    second = asyncio.create_task(
        desk.client.with_options(max_retries=3).chat.completions.create(model=desk.model, messages=HELLO)
    )
    await asyncio.sleep(0.2)
    gate.open()
    assert await first == "Hello"
    assert (await second).choices[0].message.content == "Hello"


async def test_tokens_that_cannot_be_are_refused_at_once(desk: Desk) -> None:
    await desk.limit(tokens_per_minute=10)
    with pytest.raises(openai.RateLimitError) as refused:
        await desk.ask()
    assert (refused.value.type, refused.value.response.headers["x-should-retry"]) == ("tokens", "false")
    assert "retry-after" not in refused.value.response.headers


async def test_a_stream_that_is_cut_settles(gated: tuple[Desk, Gate, Upstream]) -> None:
    desk, gate, _ = gated
    await desk.limit(streams=1, budget_micros=25 * CENT, currency="EUR")
    stream = await desk.client.chat.completions.create(model=desk.model, messages=HELLO, stream=True)
    async with asyncio.timeout(10):
        await gate.reached.wait()
    await stream.close()
    (row,) = await desk.usage(1)
    # One piece came, and nobody counted.
    assert (row["outcome"], row["estimated"], row["completion_tokens"]) == ("cut", True, 1)
    assert row["cost_micros"] == CENT
    gate.open()
    assert await desk.streamed() == "Hello"


async def test_in_the_web_chat_a_limit_says_when_to_try_again(desk: Desk) -> None:
    await desk.limit(requests_per_minute=1)
    chat = await desk.person.new_chat(model=desk.model)
    run = await desk.person.say(chat, "Hello")
    text, _ = await desk.person.answer(run["run_id"])
    assert text == "ok"
    again = await desk.person.say(chat, "And now?", parent=run["message_id"])
    _, last = await desk.person.answer(again["run_id"])
    assert (last["type"], last["code"], last["retryable"]) == ("failed", "limit_reached", True)
    assert last["message"] == "The limit of 1 requests per minute is reached."
    assert last["hint"].startswith("Try again in ")
    first, *_ = await desk.usage(1)
    assert (first["purpose"], first["key_id"], first["line"] is not None) == ("chat", None, True)


async def test_limits_are_set_replaced_and_removed(desk: Desk) -> None:
    first = await desk.limit(requests_per_minute=1)
    assert await desk.limit(streams=9) == first
    assert await desk.ask() == "ok"
    assert await desk.ask() == "ok"
    listed = (await desk.boss.get("/api/admin/limits")).json()["items"]
    (found,) = [one for one in listed if one["id"] == first]
    assert (found["requests_per_minute"], found["streams"], found["subject"]) == (None, 9, desk.identity)
    assert (await desk.boss.send("DELETE", f"/api/admin/limits/{first}")).status_code == 204
    assert (await desk.boss.send("DELETE", f"/api/admin/limits/{first}")).status_code == 404


async def test_a_limit_that_cannot_be_is_refused_with_words(desk: Desk) -> None:
    for body in (
        {"kind": "person"},
        {"kind": "group", "streams": 1},
        {"kind": "everyone", "subject": desk.identity, "streams": 1},
        {"kind": "person", "budget_micros": 1},
        {"kind": "person", "budget_micros": 1, "currency": "eur"},
        {"kind": "person", "streams": -1},
        {"kind": "nobody", "streams": 1},
        {"kind": "person", "streams": 1, "surprise": 1},
    ):
        reply = await desk.boss.send("PUT", "/api/admin/limits", body)
        assert reply.status_code in (400, 422), body
        assert reply.json()["message"]


async def test_commands_set_limits_that_the_running_server_holds(desk: Desk) -> None:
    product = desk.product
    done = await asyncio.to_thread(
        product.command,
        "limits",
        "set",
        "--user",
        desk.person.email,
        "--requests",
        "0",
        "--budget",
        "12.50",
        "--currency",
        "eur",
    )
    assert done.returncode == 0, done.stderr
    identity = done.stdout.strip()
    async with asyncio.timeout(10):
        while True:
            try:
                await desk.ask()
            except openai.RateLimitError:
                break
            await asyncio.sleep(0.1)
    listed = await asyncio.to_thread(product.command, "limits", "list")
    assert f"{identity}  person {desk.identity}  0 requests a minute, 12.5 EUR a month" in listed.stdout
    as_json = json.loads((await asyncio.to_thread(product.command, "limits", "list", "--json")).stdout)
    assert [one["budget_micros"] for one in as_json if one["id"] == identity] == [12_500_000]
    removed = await asyncio.to_thread(product.command, "limits", "remove", identity)
    assert removed.returncode == 0, removed.stderr
    for bad in (
        ["set", "--requests", "1"],
        ["set", "--everyone", "--each-user", "--requests", "1"],
        ["set", "--everyone"],
    ):
        refused = await asyncio.to_thread(product.command, "limits", *bad)
        assert refused.returncode != 0
        assert "Traceback" not in refused.stderr


async def test_a_restart_keeps_the_months_spend_however_the_server_ends(tmp_path: Path) -> None:
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    gate = Gate()
    try:
        async with Upstream() as upstream, desk_at(product, upstream) as desk:
            upstream.will(words("Hello", usage=(3, 5)))
            await desk.limit(budget_micros=40 * CENT, currency="EUR")
            assert await desk.streamed() == "Hello"
            await desk.usage(1)
            upstream.will(words("He", gate, "llo"))
            running = asyncio.create_task(desk.streamed())
            await killed_while_running(product, desk, gate)
            await asyncio.wait({running})
            assert running.exception() is not None
            product.start()
            outcomes = {row["outcome"]: row["cost_micros"] for row in await desk.usage(2)}
            # What was under way costs what was reserved for it: twenty tokens, and its prompt for nothing.
            assert outcomes == {"ok": 5 * CENT, "unknown": 20 * CENT}
            with pytest.raises(openai.RateLimitError):
                await desk.ask(max_tokens=16)
            assert await desk.ask(max_tokens=15) == "ok"
            gate.open()
    finally:
        product.stop()


async def killed_while_running(product: Product, desk: Desk, gate: Gate) -> None:
    await gate.reached.wait()
    async with asyncio.timeout(10):
        while True:
            rows = (await desk.person.get("/api/me/usage/export", format="json")).json()
            if any(row["outcome"] == "running" for row in rows):
                break
            await asyncio.sleep(0.05)
    await asyncio.to_thread(product.stop, signal.SIGKILL)
