import asyncio
from collections import Counter
from collections.abc import Callable
from time import perf_counter

import pytest

from inhouse.core import clock
from inhouse.core.errors import Unavailable
from inhouse.identity import known_keys
from inhouse.identity.key import FoundKey
from inhouse.identity.known_keys import LASTS, RENEWED, KnownKeys
from tests.moments import until
from tests.people import someone


class Register:
    """The database: what there is, how often it was asked, and whether it answers now."""

    def __init__(self) -> None:
        self.keys: dict[bytes, FoundKey] = {}
        self.asked: Counter[bytes] = Counter()
        self.answers = asyncio.Event()
        self.answers.set()
        self.away = False

    def add(self, fingerprint: bytes) -> FoundKey:
        self.keys[fingerprint] = FoundKey(someone(), (), None, None)
        return self.keys[fingerprint]

    async def look_up(self, fingerprint: bytes) -> FoundKey | None:
        self.asked[fingerprint] += 1
        found = self.keys.get(fingerprint)
        await self.answers.wait()
        if self.away:
            raise Unavailable("The database does not answer.")
        return found


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def known(register: Register) -> KnownKeys:
    return KnownKeys(register.look_up)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock that only goes forward."""
    moved = 0.0
    real = clock.monotonic

    def move(by: float) -> None:
        nonlocal moved
        moved += by
        monkeypatch.setattr(clock, "monotonic", lambda: real() + moved)

    return move


async def test_a_key_is_asked_for_once(known: KnownKeys, register: Register) -> None:
    found = register.add(b"a")
    assert [await known.find(b"a") for _ in range(5)] == [found] * 5
    assert register.asked[b"a"] == 1


async def test_many_requests_at_once_ask_once(known: KnownKeys, register: Register) -> None:
    found = register.add(b"a")
    assert await asyncio.gather(*(known.find(b"a") for _ in range(50))) == [found] * 50
    assert register.asked[b"a"] == 1


async def test_what_is_not_there_is_asked_for_again(known: KnownKeys, register: Register) -> None:
    assert await known.find(b"a") is None
    found = register.add(b"a")
    assert await known.find(b"a") == found


async def test_what_was_forgotten_is_looked_up_anew(known: KnownKeys, register: Register) -> None:
    register.add(b"a")
    await known.find(b"a")
    register.keys.clear()
    known.forget()
    assert await known.find(b"a") is None


async def test_what_was_read_before_a_change_is_not_believed_after_it(known: KnownKeys, register: Register) -> None:
    register.add(b"a")
    register.answers.clear()
    before = asyncio.create_task(known.find(b"a"))
    await until(lambda: register.asked[b"a"] == 1)
    register.keys.clear()
    known.forget()
    after = asyncio.create_task(known.find(b"a"))
    await until(lambda: register.asked[b"a"] == 2)
    register.answers.set()
    # The first was asked before the change was made known; whoever asks after it gets no old answer.
    assert await before is not None
    assert await after is None
    assert await known.find(b"a") is None


async def test_nothing_is_believed_for_long(
    known: KnownKeys, register: Register, later: Callable[[float], None]
) -> None:
    register.add(b"a")
    await known.find(b"a")
    register.keys.clear()
    later(LASTS)
    assert await known.find(b"a") is None
    assert LASTS <= 5


async def test_a_key_in_use_is_renewed_beside_the_request(
    known: KnownKeys, register: Register, later: Callable[[float], None]
) -> None:
    found = register.add(b"a")
    await known.find(b"a")
    later(RENEWED)
    register.answers.clear()
    # Nobody waits, although the database does not answer yet.
    assert [await known.find(b"a") for _ in range(3)] == [found] * 3
    await until(lambda: register.asked[b"a"] == 2)
    register.answers.set()
    await known.close()
    later(LASTS - RENEWED)
    assert await known.find(b"a") == found


async def test_a_database_that_is_away_is_said_when_nothing_is_known(known: KnownKeys, register: Register) -> None:
    register.add(b"a")
    register.away = True
    with pytest.raises(Unavailable):
        await known.find(b"a")
    register.away = False
    assert await known.find(b"a") is not None


async def test_one_who_leaves_takes_the_answer_from_nobody(known: KnownKeys, register: Register) -> None:
    found = register.add(b"a")
    register.answers.clear()
    first, second = (asyncio.create_task(known.find(b"a")) for _ in range(2))
    await until(lambda: register.asked[b"a"] == 1)
    first.cancel()
    register.answers.set()
    assert await second == found
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_memory_is_bounded(known: KnownKeys, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_keys, "MOST", 2)
    for fingerprint in (b"a", b"b", b"c"):
        register.add(fingerprint)
        await known.find(fingerprint)
    for fingerprint, asked in ((b"c", 1), (b"b", 1), (b"a", 2)):
        await known.find(fingerprint)
        assert register.asked[fingerprint] == asked


async def test_a_known_key_costs_microseconds(known: KnownKeys, register: Register) -> None:
    register.add(b"a")
    await known.find(b"a")
    best = 1.0
    for _ in range(20):
        began = perf_counter()
        for _ in range(100):
            await known.find(b"a")
        best = min(best, (perf_counter() - began) / 100)
    # About a microsecond; the limit is generous, because the machine is shared.
    assert best < 20e-6
