import io
import zipfile
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from inhouse.chat.own.zipped import Entry, zipped

AT = datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)
LARGE = bytes(range(256)) * 4096


async def content(*pieces: bytes) -> AsyncGenerator[bytes]:
    for piece in pieces:
        yield piece


async def entries(*some: tuple[str, tuple[bytes, ...]]) -> AsyncGenerator[Entry]:
    for path, pieces in some:
        yield path, content(*pieces)


async def test_what_comes_out_is_an_archive_of_what_went_in() -> None:
    pieces = zipped(entries(("a/größe.txt", (b"one ", b"two")), ("large", (LARGE, LARGE)), ("empty", ())), AT)
    written = b"".join([piece async for piece in pieces])
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a/größe.txt", "large", "empty"]
        assert archive.read("a/größe.txt") == b"one two"
        assert archive.read("large") == LARGE + LARGE
        assert archive.read("empty") == b""
        assert archive.getinfo("large").date_time == (2026, 1, 2, 3, 4, 6)


async def test_it_is_written_while_it_is_read() -> None:
    read = list[int]()

    async def counted() -> AsyncGenerator[bytes]:
        for number in range(40):
            read.append(number)
            yield LARGE

    async def one() -> AsyncGenerator[Entry]:
        yield "large", counted()

    pieces = zipped(one(), AT)
    assert await anext(pieces)
    assert len(read) < 40
    await pieces.aclose()


async def test_an_archive_that_stops_before_its_end_does_not_open() -> None:
    pieces = [piece async for piece in zipped(entries(("a", (LARGE,)), ("b", (LARGE,))), AT)]
    assert not zipfile.is_zipfile(io.BytesIO(b"".join(pieces[:-1])))
