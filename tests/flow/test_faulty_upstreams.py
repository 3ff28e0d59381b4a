"""Whatever a model's server does: what the user sees is clear, the line is closed with its cause, nothing leaks, the
place is given back, and the next call works. By the door whole, by the door streaming, and by the web chat."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from inhouse.store.embedded import EmbeddedPostgres, Role
from tests.faults import BUSY_ONCE, CANARY, FAULTS, GOOD, REFUSING, SAID, Fault, again
from tests.ledgers import all_closed
from tests.product import Person, Product, free_port
from tests.scripted import Answer, Upstream

QUESTION = "question-that-no-log-may-hold"
IMPATIENT = Path(__file__).parent.parent / "support" / "impatient.py"


class Impatient(Product):
    """The product, waiting for a second where it would wait for minutes."""

    @property
    def program(self) -> tuple[str, ...]:
        return (sys.executable, str(IMPATIENT))


@dataclass
class Seen:
    """What one call came to: status and code, the words that were kept, all that was sent to the caller."""

    status: int
    code: str = ""
    message: str = ""
    hint: str | None = None
    text: str = ""
    raw: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A running installation with one model at a server whose port is ours, and somebody with a key."""

    product: Product
    port: int
    model: str
    email: str
    key: str
    csrf: str
    cookies: dict[str, str]

    def upstream(self, answer: Answer | None = None) -> Upstream:
        """The model's server; it answers everything so."""
        return Upstream(port=self.port, rule=lambda _: answer or GOOD)

    @asynccontextmanager
    async def ledger(self) -> AsyncIterator["Lines"]:
        """The ledger's table as its owner sees it."""
        running = EmbeddedPostgres.running(self.product.folder / "data")
        assert running is not None
        at = running(Role.OWNER)
        connection = await asyncpg.connect(
            host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
        )
        try:
            lines = Lines(connection)
            await lines.new()
            yield lines
        finally:
            await connection.close()

    async def door(self, client: httpx2.AsyncClient, *, stream: bool) -> Seen:
        """One call through the door."""
        body = {"model": self.model, "messages": [{"role": "user", "content": QUESTION}], "stream": stream}
        headers = {"authorization": f"Bearer {self.key}"}
        reply = await client.post("/v1/chat/completions", json=body, headers=headers)
        seen = Seen(reply.status_code, raw=reply.text, headers=dict(reply.headers))
        events = [reply.text] if not stream or reply.status_code != 200 else data_of(reply.text)
        for each in events:
            if each != "[DONE]":
                take(seen, json.loads(each))
        return seen

    async def chat(self, client: httpx2.AsyncClient) -> Seen:
        """One turn in a new chat."""
        person = Person(client, self.email, self.csrf)
        chat = await person.new_chat(model=self.model)
        run = await person.say(chat, QUESTION)
        text, last = await person.answer(run["run_id"])
        kept = (await person.messages(chat))[-1]
        assert kept["text"] == text
        seen = Seen(200, text=text, raw=json.dumps([last, kept]))
        if last["type"] == "failed":
            seen.code, seen.message, seen.hint = last["code"], last["message"], last["hint"]
        return seen


@dataclass
class Lines:
    """The lines since the last look."""

    connection: asyncpg.Connection
    number: int = 0

    async def new(self) -> list[dict[str, Any]]:
        """What has been written since."""
        asked = "SELECT number, entry FROM ledger.entries WHERE number > $1 ORDER BY number"
        async with asyncio.timeout(5):
            while True:
                rows = await self.connection.fetch(asked, self.number)
                lines = [json.loads(row["entry"]) for row in rows]
                if all_closed(lines):
                    break
        self.number = rows[-1]["number"] if rows else self.number
        return lines


def data_of(stream: str) -> list[str]:
    return [line[6:] for line in stream.splitlines() if line.startswith("data: ")]


def take(seen: Seen, piece: dict[str, Any]) -> None:
    """Read one object of the door, a chunk or a whole answer."""
    if error := piece.get("error"):
        seen.code, seen.message = error["code"], error["message"]
    for choice in piece.get("choices", []):
        said = choice.get("message") or choice.get("delta")
        seen.text += said.get("content") or ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    product = Impatient(tmp_path_factory.mktemp("faulty"), {"INHOUSE_ENGINE": "off"}).start()
    port, email = free_port(), product.make_person(admin=True)

    async def begin() -> Site:
        async with Upstream(port=port), httpx2.AsyncClient(base_url=product.address) as client:
            model, person = await product.add_model(port), Person(client, email)
            assert (await person.sign_in()).status_code == 200
            key = await asyncio.to_thread(product.make_key, email)
            return Site(product, port, model, email, key, person.csrf, dict(client.cookies))

    yield asyncio.run(begin())
    product.stop()


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=site.product.address, cookies=site.cookies, timeout=30) as client:
        yield client


Call = Callable[[Site, httpx2.AsyncClient], Awaitable[Seen]]
CALLS: dict[str, Call] = {
    "door whole": lambda site, client: site.door(client, stream=False),
    "door streaming": lambda site, client: site.door(client, stream=True),
    "chat": lambda site, client: site.chat(client),
}


def outcomes(lines: list[dict[str, Any]]) -> tuple[str, ...]:
    """How the calls of these lines ended; every line that was opened is closed once, and says where it went."""
    opened = [line["seq"] for line in lines if line["kind"] == "open"]
    closed = [line for line in lines if line["kind"] == "outcome"]
    assert sorted(line["closes"] for line in closed) == opened
    assert all(line["destination"] and line["commit"] for line in lines if line["kind"] == "open")
    return tuple(f"{line['outcome']} {line['error'] or ''}".strip() for line in closed)


def check_leaks(site: Site, seen: Seen) -> None:
    """Neither the server's own words nor where it is nor any key in what the caller got or what was logged."""
    for secret in (CANARY, site.key, "127.0.0.1"):
        assert secret not in seen.raw
    for secret in (CANARY, site.key, QUESTION, SAID):
        assert secret not in site.product.output


async def check_idle(client: httpx2.AsyncClient, site: Site) -> None:
    """No place is taken any more, and nothing is left of a broken place."""
    status = (await Person(client, site.email).get("/api/admin/status")).json()
    assert status["queue"] == {"waiting": 0, "running": 0}
    assert status["ledger"]["open_lines"] == 0
    (place,) = status["places"]
    assert (place["breaker"], place["failures"], place["running"]) == ("closed", 0, 0)


def check_seen(fault: Fault, seen: Seen, *, how: str) -> None:
    assert seen.text == ("" if how == "door whole" and fault.code else fault.text)
    if not fault.code:
        assert (seen.status, seen.code) == (200, "")
        return
    if how != "chat":
        assert seen.status == (200 if how == "door streaming" and fault.text else fault.door)
    if fault.retry_after is not None and how != "chat":
        assert seen.headers["retry-after"] == str(fault.retry_after)
    assert seen.code == fault.code
    assert "Scripted" in seen.message or "model" in seen.message
    if how == "chat":
        assert seen.hint


@pytest.mark.parametrize("how", CALLS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_is_told_recorded_and_over(
    site: Site, client: httpx2.AsyncClient, fault: Fault, how: str
) -> None:
    async with site.upstream(fault.answer) as upstream, site.ledger() as ledger:
        before = memory_of(site.product)
        seen = await CALLS[how](site, client)
        check_seen(fault, seen, how=how)
        assert outcomes(await ledger.new()) == fault.causes
        assert len(upstream.requests) == len(fault.causes)
        check_leaks(site, seen)
        assert memory_of(site.product) - before < 48 << 20
        upstream.rule = lambda _: GOOD
        after = await CALLS[how](site, client)
        assert (after.status, after.text, after.code) == (200, SAID, "")
        assert outcomes(await ledger.new()) == ("ok",)
        await check_idle(client, site)


@contextmanager
def nobody(port: int) -> Iterator[None]:
    """Nobody listens there."""
    del port
    yield


@contextmanager
def full(port: int) -> Iterator[None]:
    """Somebody listens there and takes no connection: those that wait already are all that the kernel keeps."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        yield
        for each in waiting:
            each.close()


@pytest.mark.parametrize("how", CALLS)
@pytest.mark.parametrize(
    ("there", "cause"),
    [(nobody, "failed destination_unreachable"), (full, "failed destination_timed_out")],
    ids=["refused", "slow to connect"],
)
async def test_a_server_that_takes_no_connection_is_away(
    site: Site, client: httpx2.AsyncClient, there: Callable[[int], Any], cause: str, how: str
) -> None:
    fault = Fault("", GOOD, 503, "model_unavailable", again(cause))
    async with site.ledger() as ledger:
        with there(site.port):
            seen = await CALLS[how](site, client)
        check_seen(fault, seen, how=how)
        assert outcomes(await ledger.new()) == fault.causes
        check_leaks(site, seen)
        async with site.upstream():
            assert (await CALLS[how](site, client)).text == SAID
            await check_idle(client, site)


@pytest.mark.parametrize("how", CALLS)
async def test_a_server_that_is_busy_for_a_moment_is_asked_again_when_it_said(
    site: Site, client: httpx2.AsyncClient, how: str
) -> None:
    async with site.upstream() as upstream, site.ledger() as ledger:
        upstream.will(BUSY_ONCE)
        began = asyncio.get_running_loop().time()
        seen = await CALLS[how](site, client)
        assert asyncio.get_running_loop().time() - began >= 1
        assert (seen.text, seen.code) == (SAID, "")
        assert outcomes(await ledger.new()) == ("failed status_429", "ok")


async def test_a_server_that_keeps_failing_is_left_alone_and_asked_again_later(
    site: Site, client: httpx2.AsyncClient
) -> None:
    async with site.upstream(REFUSING) as upstream, site.ledger() as ledger:
        for _ in range(2):
            assert (await site.door(client, stream=False)).status == 503
        asked = len(upstream.requests)
        seen = await site.door(client, stream=False)
        assert (seen.status, seen.code, len(upstream.requests)) == (503, "model_unavailable", asked)
        assert 1 <= int(seen.headers["retry-after"]) <= 6
        assert outcomes(await ledger.new()) == ("failed status_503",) * asked
        upstream.rule = None
        async with asyncio.timeout(15):
            while (await site.door(client, stream=False)).status != 200:
                await asyncio.sleep(0.5)
        await check_idle(client, site)


def memory_of(product: Product) -> int:
    """Bytes of the server's process in memory."""
    assert product.process is not None
    pages = Path(f"/proc/{product.process.pid}/statm").read_text("ascii").split()[1]
    return int(pages) * 4096
