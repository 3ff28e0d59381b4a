import asyncio
from collections.abc import Callable

import pytest

from inhouse.core.errors import NotFound
from inhouse.edge.asgi import Message
from inhouse.gateway.openai import delivery
from inhouse.gateway.openai.delivery import Outflow, ReaderGone, while_connected
from tests.moments import until


class Connection:
    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.fixture
def connection() -> Connection:
    return Connection()


async def test_work_gives_its_result_while_the_client_is_there(connection: Connection) -> None:
    async def work() -> int:
        return 7

    assert await while_connected(connection.receive, work()) == 7


async def test_a_refusal_of_the_work_comes_out(connection: Connection) -> None:
    async def work() -> None:
        raise NotFound("gone")

    with pytest.raises(NotFound):
        await while_connected(connection.receive, work())


@pytest.mark.parametrize("by_cancellation", [True, False])
async def test_work_that_is_cut_short_has_ended_on_return(connection: Connection, by_cancellation: bool) -> None:
    tidied: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("tidied")

    visit = asyncio.create_task(while_connected(connection.receive, work()))
    for _ in range(5):
        await asyncio.sleep(0)
    if by_cancellation:
        visit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visit
    else:
        connection.left.set()
        with pytest.raises(ReaderGone):
            await visit
    assert tidied == ["tidied"]


class Telling:
    """A connection that tells itself when it is gone."""

    def __init__(self) -> None:
        self.watchers: list[Callable[[], None]] = []
        self.takes_more = True
        self.poured: list[bytes] | None = None

    def flowing(self) -> bool:
        return self.takes_more

    def pour(self, piece: bytes) -> bool:
        if self.poured is None:
            return False
        self.poured.append(piece)
        return True

    def has_body(self) -> bool:
        return True

    def watch(self, tell: Callable[[], None]) -> None:
        self.watchers.append(tell)

    def unwatch(self, tell: Callable[[], None]) -> None:
        self.watchers.remove(tell)


async def test_a_connection_that_tells_is_not_asked(connection: Connection) -> None:
    telling, tidied = Telling(), list[str]()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("tidied")

    async def go_on_afterwards() -> str:
        with pytest.raises(ReaderGone):
            await while_connected(connection.receive, work(), telling)
        await asyncio.sleep(0)
        return "went on"

    visit = asyncio.create_task(go_on_afterwards())
    await until(lambda: bool(telling.watchers))
    for tell in [*telling.watchers, *telling.watchers]:
        tell()
    assert await visit == "went on"
    assert (tidied, telling.watchers) == (["tidied"], [])


async def test_a_cancellation_beside_a_reader_who_leaves_stays_one(connection: Connection) -> None:
    telling = Telling()
    visit = asyncio.create_task(while_connected(connection.receive, asyncio.sleep(60), telling))
    await until(lambda: bool(telling.watchers))
    telling.watchers[0]()
    visit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await visit


async def test_pieces_that_wait_are_sent_together(connection: Connection) -> None:
    outflow = Outflow(connection.send, [(b"a", b"b")])
    for piece in (b"one ", b"two ", b"three"):
        await outflow.put(piece)
    outflow.end()
    await outflow.run()

    assert connection.sent == [
        {"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]},
        {"type": "http.response.body", "body": b"one two three", "more_body": True},
        {"type": "http.response.body", "body": b"", "more_body": False},
    ]


async def test_nothing_is_opened_before_the_first_piece(connection: Connection) -> None:
    outflow = Outflow(connection.send, [])
    running = asyncio.create_task(outflow.run())
    await asyncio.sleep(0)
    assert (outflow.opened, connection.sent) == (False, [])
    await outflow.put(b"x")
    await until(lambda: outflow.opened)
    outflow.end()
    await running


async def test_a_full_buffer_waits_and_goes_on(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BUFFER_BYTES", 10)
    outflow = Outflow(connection.send, [])
    await outflow.put(b"x" * 10)
    putting = asyncio.create_task(outflow.put(b"y"))
    await asyncio.sleep(0)
    assert not putting.done()
    running = asyncio.create_task(outflow.run())
    await putting
    outflow.end()
    await running
    assert b"".join(message.get("body", b"") for message in connection.sent) == b"x" * 10 + b"y"


async def test_pieces_go_at_once_while_the_connection_takes_more(connection: Connection) -> None:
    telling = Telling()
    outflow = Outflow(connection.send, [], telling)
    sending = asyncio.create_task(outflow.run())
    await outflow.put(b"one")
    assert [message.get("body") for message in connection.sent] == [None, b"one"]
    telling.takes_more = False
    await outflow.put(b"two")
    await outflow.put(b"three")
    assert connection.sent[-1]["body"] == b"one"
    telling.takes_more = True
    # What waits goes first.
    await outflow.put(b"four")
    outflow.end()
    await sending
    assert b"".join(message.get("body", b"") for message in connection.sent) == b"onetwothreefour"
    assert connection.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_pieces_after_the_first_are_poured_where_the_connection_takes_them(connection: Connection) -> None:
    telling = Telling()
    telling.poured = []
    outflow = Outflow(connection.send, [], telling)
    sending = asyncio.create_task(outflow.run())
    for piece in (b"one", b"two", b"three"):
        await outflow.put(piece)
    outflow.end()
    await sending
    assert [message.get("body") for message in connection.sent] == [None, b"one", b""]
    assert telling.poured == [b"two", b"three"]


async def test_nothing_is_poured_before_the_head_past_what_waits_or_for_a_reader_who_takes_nothing(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = Telling()
    telling.poured = []
    outflow = Outflow(connection.send, [], telling)
    assert not outflow.pour(b"no head yet")
    await outflow.put(b"one")
    assert outflow.pour(b"two")
    telling.takes_more, told = False, telling.poured
    telling.poured = None
    await outflow.put(b"three")
    telling.poured = told
    assert not outflow.pour(b"three waits")
    assert telling.poured == [b"two"]

    async def nobody(message: Message) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(delivery, "SEND_SECONDS", 0.01)
    monkeypatch.setattr(outflow, "_send", nobody)
    await outflow.run()
    assert not outflow.pour(b"nobody takes it")
    with pytest.raises(ReaderGone):
        await outflow.put(b"nobody takes it")


async def test_no_beat_follows_what_went_at_once(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BEAT_SECONDS", 0.05)
    outflow = Outflow(connection.send, [], Telling())
    sending = asyncio.create_task(outflow.run())
    await outflow.put(b"one")
    await until(lambda: delivery.BEAT in [message.get("body") for message in connection.sent])
    assert [message.get("body") for message in connection.sent][:2] == [None, b"one"]
    outflow.end()
    await sending
