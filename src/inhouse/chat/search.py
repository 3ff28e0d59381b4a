"""Search over one's own history: open, scan, forget. There is no index that could leak.

A message is found when it holds all words that were asked for; case and accents do not matter. The newest chat comes
first, in it its title and then its newest message. Rows come in portions and are opened and scanned in a worker thread,
so that the event loop is free for everybody else.
"""

import asyncio
import re
import unicodedata
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from inhouse.chat import sealed
from inhouse.chat.chat import Speaker
from inhouse.core.ids import ChatId, MessageId
from inhouse.vault import Sealer

PAGE_HITS = 20
QUERY_CHARACTERS = 200
SNIPPET_CHARACTERS = 160
BEFORE_CHARACTERS = 48
"""How much of a snippet stands before the first hit."""
AT_ONCE = 2
"""Searches that run at the same time in this process; others wait for their turn."""

_PIECE = 256
_OTHERS = re.compile(r"[^\x00-\x7f]+")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a search stands: the last message that it looked at. `number` orders the messages of a chat."""

    updated_at: datetime
    chat_id: ChatId
    number: int


class Found(NamedTuple):
    """One message of the history, still sealed. Opening it is work for a thread.

    `message_id` is None for a chat in which nothing was said yet. A tuple, because there are very many of them.
    """

    sealer: Sealer
    updated_at: datetime
    title: bytes | None
    chat_id: ChatId
    number: int = 0
    message_id: MessageId | None = None
    speaker: str | None = None
    created_at: datetime | None = None
    content: bytes | None = None

    @property
    def position(self) -> Position:
        """Where the search goes on behind this message."""
        return Position(self.updated_at, self.chat_id, self.number)

    def open_title(self) -> str | None:
        """The title of its chat; raises DoesNotOpen."""
        return sealed.open_title(self.sealer, self.chat_id, self.title)

    def open_text(self) -> str | None:
        """Its text; raises DoesNotOpen."""
        if self.message_id is None or self.content is None:
            return None
        return sealed.open_message(self.sealer, self.message_id, self.content)[0]


@dataclass(frozen=True, slots=True)
class Hit:
    """A title (`message_id` None) or a message that holds what was asked for.

    `ranges` say where, as pairs of start and end in UTF-16 units of `snippet`, the way browsers count.
    """

    chat_id: ChatId
    title: str | None
    message_id: MessageId | None
    speaker: Speaker | None
    snippet: str
    ranges: tuple[tuple[int, int], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some hits, how many messages were opened for them, and where to go on."""

    hits: tuple[Hit, ...]
    scanned: int
    after: Position | None


Portions = AsyncGenerator[Callable[[], Sequence[Found]]]
"""The history in portions. What each holds is made late, in the thread that scans it."""
_turns = asyncio.Semaphore(AT_ONCE)


def words_of(query: str) -> tuple[str, ...]:
    """What to look for: the folded words, each once."""
    return tuple(dict.fromkeys(folded(query[:QUERY_CHARACTERS]).split()))


async def search(portions: Portions, words: tuple[str, ...], after: Position | None) -> Page:
    """The next page of hits in `portions`, the history newest first from behind `after` on."""
    hits: list[Hit] = []
    scanned, last = 0, after
    # One after the other: fetching while a thread scans would wait for the interpreter at every step, and take longer.
    async with _turns, aclosing(portions):
        async for portion in portions:
            page = await asyncio.to_thread(scan, portion, words, last, PAGE_HITS - len(hits))
            hits += page.hits
            scanned += page.scanned
            last = page.after
            if len(hits) >= PAGE_HITS:
                return Page(tuple(hits), scanned, last)
    return Page(tuple(hits), scanned, None)


def scan(portion: Callable[[], Sequence[Found]], words: tuple[str, ...], before: Position | None, wanted: int) -> Page:
    """The hits in one portion, up to `wanted` and perhaps one more, and the last message that was looked at."""
    hits: list[Hit] = []
    scanned = 0
    chat = before.chat_id if before is not None else None
    last: Found | None = None
    for found in portion():
        last = found
        if found.chat_id != chat:
            chat = found.chat_id
            title = found.open_title()
            if title is not None and _holds(folded(title), words):
                hits.append(_hit(found, title, None, title, words))
        text = found.open_text()
        if text is not None:
            scanned += 1
            if _holds(folded(text), words):
                hits.append(_hit(found, found.open_title(), found.message_id, text, words))
        if len(hits) >= wanted:
            break
    return Page(tuple(hits), scanned, last.position if last is not None else before)


def folded(text: str) -> str:
    """Text without case and accents, for comparing."""
    if text.isascii():
        return text.lower()
    try:
        western = text.encode("cp1252")
    except UnicodeEncodeError:
        return folded_slowly(text)
    for letter, several in _SEVERAL:
        western = western.replace(letter, several)
    western = western.translate(_ONE_EACH)
    if _ODD in western:
        return folded_slowly(text)
    return western.decode("ascii" if western.isascii() else "cp1252")


def folded_slowly(text: str) -> str:
    """The same for any text: runs of other letters than ASCII are folded one by one."""
    return _OTHERS.sub(_folded_run, text).lower()


def snippet(text: str, words: tuple[str, ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A short piece of `text` around its first hit, in one line, and the hits in it (UTF-16 units)."""
    whole = folded(text)
    first = min((at for word in words if (at := whole.find(word)) >= 0), default=0)
    start = max(0, _original(text, first) - BEFORE_CHARACTERS)
    cut = text[start : start + SNIPPET_CHARACTERS]
    cut = "".join(" " if letter.isspace() else letter for letter in cut)
    return cut, _ranges(cut, words)


def _folded_run(run: re.Match[str]) -> str:
    letters = run[0]
    # Single letters repeat all the time; words are content and stay in no cache.
    return _folded_letter(letters) if len(letters) == 1 else _unmarked(letters)


def _unmarked(letters: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", letters.casefold()))


_folded_letter = lru_cache(maxsize=1024)(_unmarked)


def _western() -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """How the letters of western Europe fold as single bytes, ten times faster than as text."""
    one_each, several = bytearray(256), list[tuple[bytes, bytes]]()
    for number in range(1, 256):
        letter = bytes([number])
        try:
            fold = folded_slowly(letter.decode("cp1252")).encode("cp1252")
        except UnicodeError:
            continue
        if len(fold) == 1:
            one_each[number] = fold[0]
        else:
            several.append((letter, fold))
    return bytes(one_each), tuple(several)


_ODD = b"\x00"
_ONE_EACH, _SEVERAL = _western()


def _hit(found: Found, title: str | None, message: MessageId | None, text: str, words: tuple[str, ...]) -> Hit:
    cut, ranges = snippet(text, words)
    speaker = Speaker(found.speaker) if message is not None else None
    return Hit(found.chat_id, title, message, speaker, cut, ranges, found.created_at or found.updated_at)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return all(word in text for word in words)


def _original(text: str, at: int) -> int:
    """The index in `text` of what stands at `at` in its folded form. Folding may make text longer or shorter."""
    if text.isascii():
        return at
    index = 0
    for piece in range(0, len(text), _PIECE):
        length = len(folded(text[piece : piece + _PIECE]))
        if at < length:
            index = piece
            break
        at -= length
    for index in range(index, len(text)):  # noqa: B020 (goes on where the pieces ended)
        at -= len(folded(text[index]))
        if at < 0:
            return index
    return max(0, len(text) - 1)


def _ranges(cut: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    origins = [index for index, letter in enumerate(cut) for _ in folded(letter)]
    plain = "".join(folded(letter) for letter in cut)
    spans: list[tuple[int, int]] = []
    for word in words:
        at = plain.find(word)
        while at >= 0:
            spans.append((origins[at], origins[at + len(word) - 1] + 1))
            at = plain.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple((_units(cut[:start]), _units(cut[:end])) for start, end in merged)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
