"""What the vault's tests share: its own database, whose files can be looked at, and a clock that can be moved."""

import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.store import Addresses, Store
from tests.database import empty, running_database

_ROWS = text(
    "SELECT wrapped FROM keys.person_keys UNION SELECT own FROM keys.person_keys WHERE own IS NOT NULL "
    "UNION SELECT wrapped FROM keys.chat_keys"
)


class Copies:
    """Everything that can be a wrapped key of 61 bytes, out of copies of a database."""

    def __init__(self) -> None:
        self.found: set[bytes] = set()


class Own:
    """A database of one's own and the folder where everything of it lies."""

    def __init__(self, addresses: Addresses, folder: Path) -> None:
        self.addresses = addresses
        self.folder = folder

    async def copy(self, store: Store, into: Copies, *people: Caller) -> None:
        """Add what lies in heap, log and every other file now, and the rows as they are read."""
        # PostgreSQL puts one byte before a short value: its length with that byte, doubled, plus one.
        shape = re.compile(rb"\x7d(?=(\x01.{60}))", re.DOTALL)
        for path in self.folder.rglob("*"):
            into.found |= {found[1] for found in shape.finditer(_content(path))}
        await rows(store, into, *people)


async def rows(store: Store, into: Copies, *people: Caller) -> None:
    """Add the wrapped keys of these people, as they are read now."""
    for person in people:
        async with store.work(person) as work:
            into.found |= set((await work.execute(_ROWS)).scalars())


def _content(path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    return b""


@pytest.fixture(scope="module")
def own() -> Iterator[Own]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ih-", ignore_cleanup_errors=True)))
        yield Own(stack.enter_context(running_database(folder)), folder)


@pytest.fixture
async def store(own: Own) -> AsyncIterator[Store]:
    opened = Store.open(own.addresses)
    yield opened
    await opened.close()
    await empty(own.addresses)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Moves the clock."""

    def moved(moment: datetime) -> None:
        ahead = moment - real() + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: real() + ahead)

    real = clock.now
    return moved
