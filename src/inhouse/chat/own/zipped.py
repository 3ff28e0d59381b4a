"""A ZIP archive written while it is read: no file on a disk, and never more than a piece of it in memory.

ZIP as in PKWARE's APPNOTE 6.3, with data descriptors, because sizes are known only behind what they measure.
"""

import asyncio
import zipfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import IO, cast

Entry = tuple[str, AsyncGenerator[bytes]]
"""A path in the archive, and what stands there."""

_IN_A_THREAD = 64 * 1024
"""Bytes from which on compressing would hold the event loop too long."""


class _Pipe:
    """Takes what is written, and gives it away again."""

    def __init__(self) -> None:
        self._pieces = list[bytes]()

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


async def zipped(entries: AsyncGenerator[Entry], at: datetime) -> AsyncGenerator[bytes]:
    """The archive in pieces; every entry bears the time `at`."""
    pipe = _Pipe()
    archive = zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED)
    async with aclosing(entries):
        async for path, content in entries:
            facts = zipfile.ZipInfo(path, at.timetuple()[:6])
            facts.compress_type, facts.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            # An archive that is left before its end is never closed: nobody waits for it.
            entry = archive.open(facts, "w", force_zip64=True)
            async with aclosing(content):
                async for piece in content:
                    if len(piece) < _IN_A_THREAD:
                        entry.write(piece)
                    else:
                        await asyncio.to_thread(entry.write, piece)
                    if ready := pipe.take():
                        yield ready
            entry.close()
    archive.close()
    yield pipe.take()
