"""Has a file read by a process of its own, and hands on what that finds, piece by piece.

The server holds no more than a piece of the file and one frame of the answer at a time.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress

from inhouse.core.tasks import spawn as start_task
from inhouse.host import HostError, Launch, SystemUserMissing, kill, spawn, system_user
from inhouse.knowledge import frames
from inhouse.knowledge.document import PORTIONS, Complete, Finding, Portion
from inhouse.knowledge.errors import (
    FileEmpty,
    FileEncrypted,
    FileExpands,
    FileKindUnknown,
    FileRefused,
    FileTooComplex,
    FileUnreadable,
    ReadingUnavailable,
)

AT_ONCE = 2
"""Files that are read at the same time; each process may take a gigabyte."""
READ_SECONDS = 120.0
"""From the start to the last frame. The process's own limit on processor time is lower."""
_SYSTEM_USER = "inhouse-reader"
_NICE = 10
_FRAMES_BYTES = 256 * 1024 * 1024
"""All frames of one file together."""

_REFUSALS = {
    kind.code: kind for kind in (FileUnreadable, FileEncrypted, FileExpands, FileTooComplex, FileKindUnknown, FileEmpty)
}
_log = logging.getLogger(__name__)

Content = AsyncGenerator[bytes, None]
"""A file, piece by piece."""


class Reader:
    """Reads files, two at a time; others wait."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def read(self, content: Content, ending: str) -> AsyncGenerator[Finding]:
        """What is found in the file: first its kind, last Complete. `ending` is that of its name, such as `csv`.

        Raises a FileRefused that says why it cannot be read, or ReadingUnavailable. Use in `aclosing`: leaving ends the
        process.
        """
        async with self._places, aclosing(content):
            process = await _start(ending)
            feeding = start_task(_feed(process, content), "feed the reading process")
            hushing = start_task(_hush(process), "drain the reading process")
            try:
                async with aclosing(_findings(process)) as findings:
                    async for finding in findings:
                        yield finding
            except FileRefused:
                _check_fed(feeding)
                raise
            finally:
                feeding.cancel()
                hushing.cancel()
                await kill(process)
                # The content can only be closed when nobody waits for its next piece any more.
                await asyncio.wait({feeding, hushing})
            _check_fed(feeding)


def _check_fed(feeding: asyncio.Task[None]) -> None:
    """Raises what kept the file from coming in whole: what was found in half of it says nothing about the file."""
    if feeding.done() and not feeding.cancelled() and (error := feeding.exception()) is not None:
        raise error


async def _start(ending: str) -> asyncio.subprocess.Process:
    orders = {"parent": os.getpid(), "ending": ending, "drop_to": _drop_to()}
    launch = Launch(
        (sys.executable, "-I", "-m", "inhouse.knowledge.reading_process"),
        nice=_NICE,
        stdin=json.dumps(orders).encode() + b"\n",
        keeps_stdin=True,
    )
    try:
        return (await spawn(launch)).process
    except HostError as error:
        _log.error("a file cannot be read: %s", error.message)
        raise ReadingUnavailable(
            "Files cannot be read at the moment.", hint="Try again in a moment.", retry_after=5
        ) from None


def _drop_to() -> tuple[int, int] | None:
    try:
        user = system_user(_SYSTEM_USER)
    except SystemUserMissing as error:
        _log.warning("files are read as root: %s", error.message)
        return None
    return None if user is None else (user.uid, user.gid)


async def _feed(process: asyncio.subprocess.Process, content: AsyncIterator[bytes]) -> None:
    if process.stdin is None:
        raise RuntimeError("a child without stdin")
    # It may have ended already, and its frames or its status tell why. uvloop says so with a RuntimeError.
    try:
        with suppress(ConnectionError, RuntimeError):
            async for piece in content:
                process.stdin.write(piece)
                await process.stdin.drain()
    finally:
        # Also when the rest cannot be had: the process waits for the end of what comes.
        process.stdin.close()


async def _hush(process: asyncio.subprocess.Process) -> None:
    """What it says of its troubles could quote the file: it is read away."""
    while process.stderr is not None and await process.stderr.read(64 * 1024):
        pass


async def _findings(process: asyncio.subprocess.Process) -> AsyncGenerator[Finding]:
    if process.stdout is None:
        raise RuntimeError("a child without stdout")
    left, portions = _FRAMES_BYTES, 0
    try:
        async with asyncio.timeout(READ_SECONDS):
            while left > 0 and portions <= PORTIONS:
                kind, length = frames.body_length(await process.stdout.readexactly(frames.HEAD.size))
                left -= frames.HEAD.size + length
                finding = frames.decode(kind, await process.stdout.readexactly(length))
                portions += isinstance(finding, Portion)
                yield finding
                if isinstance(finding, Complete):
                    return
    except TimeoutError:
        raise FileTooComplex from None
    except frames.Failed as failed:
        raise _REFUSALS.get(str(failed), FileUnreadable) from None
    except (frames.NotAFrame, asyncio.IncompleteReadError):
        raise await _crashed(process) from None
    raise FileTooComplex


async def _crashed(process: asyncio.subprocess.Process) -> FileRefused:
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await process.wait()
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return FileTooComplex()
    return FileUnreadable()
