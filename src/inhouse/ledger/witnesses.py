"""Checkpoints sent outside on a schedule, so that whoever runs the server cannot rewrite what they cover.

A checkpoint is kept under the log's name and its number of entries, and what lies there is never overwritten with
something else. What could not be sent is tried again, and the status says so.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from inhouse.core import clock, tasks
from inhouse.core.errors import InhouseError
from inhouse.ledger.checkpoint import NoteWrong, parse_checkpoint
from inhouse.ledger.copies import Copy, read_copies, write_copies
from inhouse.ledger.letter import written
from inhouse.ledger.presigned import presigned
from inhouse.ledger.witness import Mail, Web, Witness
from inhouse.net import Client, Limits, post

_log = logging.getLogger(__name__)

RETRY_SECONDS = 60.0
"""After a failure; after each further one of a letter twice as long."""
LOOK_SECONDS = 1.0
"""Between two looks while there is no checkpoint yet."""
_LIMITS: Final = Limits(connect=5.0, first_byte=20.0, idle=20.0, body_bytes=1 << 16)
_HEADERS: Final = (("content-type", "text/plain; charset=utf-8"),)
_STORED: Final = range(200, 300)

Note = Callable[[], str | None]
"""The newest checkpoint of this server's log as it was signed, None before there is one. Raises NotCovered."""


class NotSent(Exception):
    """A checkpoint did not arrive; the text says why."""


class Witnesses:
    """Sends the checkpoints of one log. `start` first, `stop` at the end.

    How the places stand is `told` in a file too. `elsewhere`, another process sends, and that file says how it goes.
    """

    def __init__(
        self, witnesses: Sequence[Witness], client: Client, log: str, note: Note, told: Path | None = None
    ) -> None:
        self._told = told
        self.elsewhere = False
        self._witnesses = witnesses
        self._client = client
        self._log = log
        self._note = note
        known = {} if told is None else {copy.name: copy for copy in read_copies(told)}
        self._copies = {witness.name: _begun(witness, known.get(witness.name)) for witness in witnesses}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def copies(self) -> tuple[Copy, ...]:
        """How all places stand."""
        if self.elsewhere:
            return () if self._told is None else read_copies(self._told)
        return tuple(self._copies.values())

    def start(self) -> None:
        """Send the newest checkpoint now, and from then on in time; letters when their time has come."""
        if not self.elsewhere:
            self._tell()
        self._tasks = [tasks.spawn(self._run(each), f"checkpoints to {each.name}") for each in self._witnesses]

    async def stop(self) -> None:
        """Send no more."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def send(self, witness: Witness) -> bool:
        """Send the newest checkpoint to one place, if there is one; whether all is well there now."""
        before = self._copies[witness.name]
        try:
            note = await asyncio.to_thread(self._note)
            if note is None:
                return False
            size = parse_checkpoint(note.rpartition("\n\n")[0] + "\n").size
            if size != before.entries or before.trouble is not None:
                await self._put(witness, size, note.encode())
        except (InhouseError, NoteWrong, NotSent, OSError) as error:
            trouble = _words(error)
            if trouble != before.trouble:
                _log.warning("a checkpoint did not reach %s: %s", witness.name, trouble)
            self._copies[witness.name] = replace(before, trouble=trouble)
            self._tell()
            return False
        self._copies[witness.name] = Copy(witness.name, witness.kind, size, clock.now())
        self._tell()
        return True

    def _tell(self) -> None:
        if self._told is not None:
            try:
                write_copies(self._told, tuple(self._copies.values()))
            except OSError as error:
                _log.warning("how checkpoints outside stand cannot be told: %s", error.strerror)

    async def _run(self, witness: Witness) -> None:
        await asyncio.sleep(_rest(witness, self._copies[witness.name]))
        failures = 0
        while True:
            if await self.send(witness):
                pause, failures = witness.every.total_seconds(), 0
            elif self._copies[witness.name].trouble is not None:
                pause, failures = pause_after(failures, witness), failures + 1
            else:
                pause = LOOK_SECONDS
            await asyncio.sleep(pause)

    async def _put(self, witness: Witness, size: int, note: bytes) -> None:
        name = f"{self._log}.{size:020d}.checkpoint"
        match witness.place:
            case Path() as folder:
                await asyncio.to_thread(_keep, folder, name, note)
            case Web() as web:
                await self._send(web, name, note)
            case Mail() as mail:
                letter = written(mail, name, self._log, size, note)
                await post(self._client, mail.entry.destination.name, mail.security, mail.login, letter)

    async def _send(self, web: Web, name: str, note: bytes) -> None:
        destination = web.entry.destination.name
        if web.access is None:
            exchange = self._client.stream(
                destination, "POST", web.path or "/", headers=_HEADERS, body=note, limits=_LIMITS
            )
        else:
            path = presigned(web.access, "PUT", web.host, f"{web.path}/{name}", clock.now())
            exchange = self._client.stream(destination, "PUT", path, headers=_HEADERS, body=note, limits=_LIMITS)
        async with exchange as response:
            await response.read(_LIMITS.body_bytes)
            if response.status not in _STORED:
                raise NotSent(f"it answered with status {response.status}")


def pause_after(failures: int, witness: Witness) -> float:
    """Seconds until the next try, after so many failures before this one.

    A letter may have arrived though the answer to it got lost: people shall not get it every minute for days.
    """
    doubled = 2.0 ** min(failures, 16) if isinstance(witness.place, Mail) else 1.0
    return min(RETRY_SECONDS * doubled, witness.every.total_seconds())


def _begun(witness: Witness, known: Copy | None) -> Copy:
    """How a place stands at the start. A server that starts again and again shall not write letters each time."""
    if known is not None and known.kind == witness.kind and isinstance(witness.place, Mail):
        return known
    return Copy(witness.name, witness.kind)


def _rest(witness: Witness, copy: Copy) -> float:
    """Seconds until something is due there."""
    if copy.sent_at is None or copy.trouble is not None:
        return 0.0
    every = witness.every.total_seconds()
    return min(max(every - (clock.now() - copy.sent_at).total_seconds(), 0.0), every)


def _keep(folder: Path, name: str, note: bytes) -> None:
    """Write a file that is there whole or not at all; one that says something else is left alone."""
    final = folder / name
    if final.exists():
        if _signed(final.read_bytes()) != _signed(note):
            raise NotSent(f"{final} holds another checkpoint of that size: the log was rewritten, or is not this one")
        return
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.new"
    with unfinished.open("wb") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(final)


def _signed(note: bytes) -> bytes:
    """The text of a note: a new key signs the same text anew."""
    return note.rpartition(b"\n\n")[0]


def _words(error: Exception) -> str:
    match error:
        case InhouseError():
            return error.message
        case OSError():
            return f"it cannot be written: {error.strerror}"
        case _:
            return str(error)
