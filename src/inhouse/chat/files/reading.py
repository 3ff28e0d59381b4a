"""Files being read: in the background, each to its end, whatever becomes of the page that sent it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from inhouse.chat.chat import Trouble
from inhouse.chat.files.file import File, FileState, Listed, Measures
from inhouse.chat.files.place import CHUNK_BYTES, Chunk, Describe, FilePlace, Part
from inhouse.core import tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import Gone, InhouseError, NotFound, Unavailable
from inhouse.core.ids import ChatId, FileId
from inhouse.guard.detectors.labels import kinds_on_document
from inhouse.knowledge.document import Complete, Finding, Found, Mark, Marked, Picture, Portion, Progress

ATTEMPTS = 3
"""How often reading is begun when a part of us is away."""
PAUSE_SECONDS = 2.0
_AT_ONCE = 64
"""Portions that one unit of work stores."""

_log = logging.getLogger(__name__)

Read = Callable[[AsyncGenerator[bytes], str], AsyncGenerator[Finding]]
"""Reads a file: `knowledge.reader.Reader.read`."""


@dataclass(slots=True)
class _Gathered:
    """What was found so far. `waiting` is not stored yet."""

    file: File
    listed: list[Listed] = field(default_factory=list[Listed])
    waiting: list[Chunk] = field(default_factory=list[Chunk])


class Readings:
    """The files that this process reads."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._running: dict[FileId, asyncio.Task[None]] = {}
        self._progress: dict[FileId, Progress] = {}

    def begin(self, caller: Caller, chat_id: ChatId, place: FilePlace, file: File) -> None:
        """Begin to read a file that is stored whole. Beginning twice changes nothing."""
        if file.id not in self._running:
            task = tasks.spawn(self._to_the_end(caller, chat_id, place, file), name="read a file")
            self._running[file.id] = task
            task.add_done_callback(lambda _: self._ended(file.id))

    def progress(self, file: FileId) -> Progress | None:
        """How far it is."""
        return self._progress.get(file)

    async def stop(self, file: FileId) -> None:
        """Stop reading a file."""
        task = self._running.get(file)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def stop_all(self) -> None:
        """Stop reading everything; after the next start it goes on."""
        for file in tuple(self._running):
            await self.stop(file)

    def _ended(self, file: FileId) -> None:
        self._running.pop(file, None)
        self._progress.pop(file, None)

    async def _to_the_end(self, caller: Caller, chat_id: ChatId, place: FilePlace, file: File) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._once(caller, chat_id, place, file)
                return
            except (NotFound, Gone):
                # The file or its chat went away meanwhile.
                return
            except Unavailable as error:
                _log.warning("a file is not read yet: %s", error.code)
                if attempt == ATTEMPTS:
                    await self._failed(caller, chat_id, place, file, error)
                    return
            except InhouseError as error:
                await self._failed(caller, chat_id, place, file, error)
                return
            await asyncio.sleep(PAUSE_SECONDS * attempt)

    async def _failed(self, caller: Caller, chat_id: ChatId, place: FilePlace, file: File, error: InhouseError) -> None:
        trouble = Trouble(error.code, error.message, error.hint, isinstance(error, Unavailable))
        failed = replace(file, state=FileState.FAILED, trouble=trouble)
        with suppress(InhouseError):
            await place.write(caller, chat_id, [Describe(failed, (Part.ORIGINAL, Part.PORTION, Part.PICTURE))])

    async def _once(self, caller: Caller, chat_id: ChatId, place: FilePlace, file: File) -> None:
        # What an attempt before left is in the way.
        await place.write(caller, chat_id, [Describe(file, (Part.PORTION, Part.PICTURE))])
        gathered = _Gathered(file)
        async with aclosing(self._read(_pieces(caller, chat_id, place, file.id), file.ending)) as findings:
            async for finding in findings:
                self._take(gathered, finding)
                if len(gathered.waiting) >= _AT_ONCE:
                    await place.write(caller, chat_id, gathered.waiting)
                    gathered.waiting = []
        done = replace(gathered.file, state=FileState.READY, portions=tuple(gathered.listed))
        await place.write(caller, chat_id, [*gathered.waiting, Describe(done, (Part.ORIGINAL,))])

    def _take(self, gathered: _Gathered, finding: Finding) -> None:
        file = gathered.file.id
        match finding:
            case Found(kind):
                gathered.file = replace(gathered.file, kind=kind)
            case Progress():
                self._progress[file] = finding
            case Mark(where, text):
                found = kinds_on_document(text, is_label=where is Marked.LABEL)
                gathered.file = replace(gathered.file, labels=tuple(sorted({*gathered.file.labels, *found})))
            case Portion(place, text):
                data = text.encode()
                gathered.waiting.append(Chunk(file, Part.PORTION, len(gathered.listed), data))
                gathered.listed.append(Listed(place, len(data)))
            case Picture(media_type, width, height, data):
                gathered.file = replace(gathered.file, picture=Measures(media_type, width, height))
                for number, start in enumerate(range(0, len(data), CHUNK_BYTES)):
                    gathered.waiting.append(Chunk(file, Part.PICTURE, number, data[start : start + CHUNK_BYTES]))
            case Complete(cut):
                gathered.file = replace(gathered.file, cut=cut)


async def _pieces(caller: Caller, chat_id: ChatId, place: FilePlace, file: FileId) -> AsyncGenerator[bytes]:
    number = 0
    while piece := (await place.chunks(caller, chat_id, file, Part.ORIGINAL, [number])).get(number):
        yield piece
        number += 1
