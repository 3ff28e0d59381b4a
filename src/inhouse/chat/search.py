"""Search over one's own history: open, scan, forget. There is no index that could leak.

A message is found when it holds all words that were asked for; case and accents do not matter. The newest chat comes
first, in it its title and then its newest message. Rows come in portions and are opened and scanned in a worker thread,
so that the event loop is free for everybody else.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from inhouse.chat import sealed
from inhouse.chat.chat import Speaker
from inhouse.chat.letters import PRINTED_AS, folded, glanced
from inhouse.core.ids import ChatId, MessageId
from inhouse.vault import DoesNotOpen, Sealer

PAGE_HITS = 20
QUERY_CHARACTERS = 200
SNIPPET_CHARACTERS = 160
BEFORE_CHARACTERS = 48
"""How much of a snippet stands before the first hit."""
AT_ONCE = 2
"""Searches that run at the same time in this process; others wait for their turn."""

_PIECE = 256
_TOGETHER = 32
"""So many messages are looked at together first."""
_BETWEEN = b"\n"
"""Stands between them: in no message, since JSON has it as two letters, and in no word."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a search stands: the last message that it looked at. `number` orders the messages of a chat."""

    updated_at: datetime
    chat_id: ChatId
    number: int


Said = tuple[int, int, MessageId, str, float, bytes]
"""A message of the history: the place of its chat in the portion (from 1), its number, id, speaker, time (seconds since
1970), and its words, still sealed. A tuple of what is quick to read, because there are very many."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A chat of the history with its messages, newest first; what was said is sealed. Opening is work for a thread.

    `begins` is False where a portion goes on with a chat whose title was looked at before.
    """

    sealer: Sealer
    chat_id: ChatId
    updated_at: datetime
    title: bytes | None
    said: Sequence[Said]
    begins: bool = True

    def open_title(self) -> str | None:
        """Its title; raises DoesNotOpen."""
        return sealed.open_title(self.sealer, self.chat_id, self.title)


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


Portions = AsyncGenerator[Sequence[Talk]]
"""The history, newest first, in portions."""
_turns = asyncio.Semaphore(AT_ONCE)


def words_of(query: str) -> tuple[str, ...]:
    """What to look for: the folded words, each once."""
    return tuple(dict.fromkeys(folded(query[:QUERY_CHARACTERS]).split()))


async def search(portions: Portions, words: tuple[str, ...], after: Position | None) -> Page:
    """The next page of hits in `portions`, the history newest first from behind `after` on."""
    hits: list[Hit] = []
    scanned, last = 0, after
    # One after the other: fetching beside a thread that scans takes as long, because both need the interpreter.
    async with _turns, aclosing(portions):
        async for portion in portions:
            page = await asyncio.to_thread(scan, portion, words, PAGE_HITS - len(hits))
            hits += page.hits
            scanned += page.scanned
            last = page.after or last
            if len(hits) >= PAGE_HITS:
                return Page(tuple(hits), scanned, last)
    return Page(tuple(hits), scanned, None)


def scan(portion: Sequence[Talk], words: tuple[str, ...], wanted: int) -> Page:
    """The hits in one portion, up to `wanted` and perhaps one more, and the last message that was looked at."""
    looked = _Looked(Glance(words), wanted)
    for talk in portion:
        if looked.enough(talk):
            break
    return Page(tuple(looked.hits), looked.scanned, looked.last)


class _Looked:
    """What one portion gave so far."""

    __slots__ = ("glance", "hits", "last", "scanned", "wanted")

    def __init__(self, glance: "Glance", wanted: int) -> None:
        self.glance = glance
        self.wanted = wanted
        self.hits: list[Hit] = []
        self.scanned = 0
        self.last: Position | None = None

    def enough(self, talk: Talk) -> bool:
        """Look at a chat; whether there are as many hits as are wanted."""
        number = 0
        # It is sealed anew at this moment, because something in it was deleted. Or it is damaged: reading it says so.
        with suppress(DoesNotOpen):
            number = self._look(talk)
        self.last = Position(talk.updated_at, talk.chat_id, number)
        return len(self.hits) >= self.wanted

    def _look(self, talk: Talk) -> int:
        """Look at a chat; the number of the last message that was looked at."""
        words, number = self.glance.words, 0
        if talk.begins:
            title = talk.open_title()
            if title is not None and _holds(folded(title), words):
                self.hits.append(_hit(talk, title, None, title, words))
        opened = sealed.message_opener(talk.sealer)
        for first in range(0, len(talk.said), _TOGETHER):
            some = talk.said[first : first + _TOGETHER]
            # What is in none of them is not looked for in each: most of the time goes into beginning to look.
            plain = [opened(content, message) for _, _, message, _, _, content in some]
            if self.glance.may_hold(_BETWEEN.join(plain)):
                number = self._each(talk, some, plain)
            else:
                self.scanned += len(some)
                number = some[-1][1]
            if len(self.hits) >= self.wanted:
                break
        return number

    def _each(self, talk: Talk, some: Sequence[Said], opened: Sequence[bytes]) -> int:
        """Look at messages one by one, up to as many hits as are wanted; the number of the last one looked at."""
        number, may_hold, words = 0, self.glance.may_hold, self.glance.words
        for said, plain in zip(some, opened, strict=True):
            number = said[1]
            self.scanned += 1
            if may_hold(plain):
                text = sealed.words_of(plain)[0]
                if _holds(folded(text), words):
                    self.hits.append(_hit(talk, talk.open_title(), said, text, words))
            if len(self.hits) >= self.wanted:
                break
        return number


class Glance:
    """A quick look at an opened message as it was stored (JSON in UTF-8): misses no hit, and lets through few others.

    Almost every message is rejected here, for a tenth of what unpacking and folding it costs.
    """

    __slots__ = ("_glanced", "_written", "words")

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        # As they are written in JSON: a quotation mark comes with a backslash.
        self._written = [orjson.dumps(word)[1:-1].decode() for word in words]
        ascii_only = all(word.isascii() for word in words)
        plain = ascii_only and not any(letter in word for word in words for letter in PRINTED_AS)
        self._glanced = [word.encode() for word in self._written] if plain else None

    def may_hold(self, content: bytes) -> bool:
        """False when the message cannot hold all of the words."""
        if self._glanced is None:
            text = folded(content.decode())
            return all(word in text for word in self._written)
        looked = glanced(content)
        if looked is None:
            return True
        for word in self._glanced:  # noqa: SIM110 (a generator would cost more than the search itself)
            if word not in looked:
                return False
        return True


def snippet(text: str, words: tuple[str, ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A short piece of `text` around its first hit, in one line, and the hits in it (UTF-16 units)."""
    whole = folded(text)
    first = min((at for word in words if (at := whole.find(word)) >= 0), default=0)
    hit = _original(text, first)
    start = _word_begin(text, max(0, hit - BEFORE_CHARACTERS), hit)
    cut = text[start : start + SNIPPET_CHARACTERS]
    cut = "".join(" " if letter.isspace() else letter for letter in cut)
    return cut, _ranges(cut, words)


def _hit(talk: Talk, title: str | None, said: Said | None, text: str, words: tuple[str, ...]) -> Hit:
    cut, ranges = snippet(text, words)
    if said is None:
        return Hit(talk.chat_id, title, None, None, cut, ranges, talk.updated_at)
    _, _, message, speaker, at, _ = said
    return Hit(talk.chat_id, title, message, Speaker(speaker), cut, ranges, datetime.fromtimestamp(at, UTC))


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


def _word_begin(text: str, start: int, hit: int) -> int:
    """The first beginning of a word from `start` up to the hit; `start` itself in text without spaces."""
    for at in range(start, hit + 1):
        if at == 0 or (text[at - 1].isspace() and not text[at].isspace()):
            return at
    return start


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
