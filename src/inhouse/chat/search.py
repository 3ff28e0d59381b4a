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

from inhouse.chat.chat import Speaker
from inhouse.core.ids import ChatId, MessageId

PAGE_HITS = 20
QUERY_CHARACTERS = 200
SNIPPET_CHARACTERS = 160
BEFORE_CHARACTERS = 48
"""How much of a snippet stands before the first hit."""
AT_ONCE = 2
"""Searches that run at the same time in this process; others wait for their turn."""

_PIECE = 256
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a search stands: the last message that it looked at. `number` orders the messages of a chat."""

    updated_at: datetime
    chat_id: ChatId
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """One message of the history, still sealed. Opening it is work for a thread.

    `message_id` is None for a chat in which nothing was said yet.
    """

    position: Position
    message_id: MessageId | None
    speaker: Speaker | None
    at: datetime
    open_title: Callable[[], str | None]
    open_text: Callable[[], str]


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


Portions = AsyncGenerator[Sequence[Found]]
_turns = asyncio.Semaphore(AT_ONCE)


def words_of(query: str) -> tuple[str, ...]:
    """What to look for: the folded words, each once."""
    return tuple(dict.fromkeys(folded(query[:QUERY_CHARACTERS]).split()))


async def search(portions: Portions, words: tuple[str, ...], after: Position | None) -> Page:
    """The next page of hits in `portions`, the history newest first from behind `after` on."""
    hits: list[Hit] = []
    scanned, last = 0, after
    async with _turns, aclosing(portions):
        async for portion in portions:
            some, seen = await asyncio.to_thread(scan, portion, words, last, PAGE_HITS - len(hits))
            hits += some
            scanned += seen
            last = portion[seen - 1].position
            if len(hits) >= PAGE_HITS:
                return Page(tuple(hits), scanned, last)
    return Page(tuple(hits), scanned, None)


def scan(
    portion: Sequence[Found], words: tuple[str, ...], before: Position | None, wanted: int
) -> tuple[list[Hit], int]:
    """The hits in one portion, and how many of its messages were looked at to get `wanted` hits."""
    hits: list[Hit] = []
    chat = before.chat_id if before is not None else None
    for seen, found in enumerate(portion, start=1):
        if found.position.chat_id != chat:
            chat = found.position.chat_id
            title = found.open_title()
            if title is not None and _holds(folded(title), words):
                hits.append(_hit(found, title, None, title, words))
        if found.message_id is not None:
            text = found.open_text()
            if _holds(folded(text), words):
                hits.append(_hit(found, found.open_title(), found.message_id, text, words))
        if len(hits) >= wanted:
            return hits, seen
    return hits, len(portion)


def folded(text: str) -> str:
    """Text without case and accents, for comparing."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def snippet(text: str, words: tuple[str, ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A short piece of `text` around its first hit, in one line, and the hits in it (UTF-16 units)."""
    whole = folded(text)
    first = min((at for word in words if (at := whole.find(word)) >= 0), default=0)
    start = max(0, _original(text, first) - BEFORE_CHARACTERS)
    cut = text[start : start + SNIPPET_CHARACTERS]
    cut = "".join(" " if letter.isspace() else letter for letter in cut)
    return cut, _ranges(cut, words)


def _hit(found: Found, title: str | None, message: MessageId | None, text: str, words: tuple[str, ...]) -> Hit:
    cut, ranges = snippet(text, words)
    speaker = found.speaker if message is not None else None
    return Hit(found.position.chat_id, title, message, speaker, cut, ranges, found.at)


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
