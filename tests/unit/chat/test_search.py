import asyncio
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inhouse.chat import sealed
from inhouse.chat import search as search_module
from inhouse.chat.search import (
    PAGE_HITS,
    Found,
    Page,
    Portions,
    Position,
    folded,
    folded_slowly,
    scan,
    search,
    snippet,
    words_of,
)
from inhouse.core.ids import ChatId, MessageId, new_id
from inhouse.vault import Sealer
from tests.chats import a_question
from tests.people import someone

AT = datetime(2026, 11, 22, tzinfo=UTC)


SEALERS: dict[ChatId, Sealer] = {}


def found(text: str | None, chat: ChatId, number: int, title: str = "Title") -> Found:
    sealer = SEALERS.setdefault(chat, Sealer.ephemeral(new_id(), someone().person, chat))
    message = replace(a_question(text), id=MessageId(new_id())) if text is not None else None
    known = (sealer, AT, sealed.seal_title(sealer, chat, title), chat)
    if message is None:
        return Found(*known)
    return Found(*known, number, message.id, "user", AT, sealed.seal_message(sealer, message))


async def portions(*each: Sequence[Found]) -> Portions:
    for portion in each:
        yield lambda portion=portion: portion


def marked(text: str, query: str) -> list[str]:
    cut, ranges = snippet(text, words_of(query))
    units = cut.encode("utf-16-le")
    return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in ranges]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Größe", "grosse"),
        ("Größe", "GRÖSSE"),
        ("café", "CAFE"),
        (unicodedata.normalize("NFD", "café"), "café"),
        ("ﬁnance", "finance"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, query: str) -> None:
    assert folded(query) in folded(text)


def test_the_fast_way_folds_like_the_slow_one() -> None:
    texts = [f"a{chr(code)}b\N{LATIN SMALL LETTER E WITH ACUTE}" for code in range(1, 0x2200)]
    assert [text for text in texts if folded(text) != folded_slowly(text)] == []


def test_a_message_must_hold_all_words_in_any_order() -> None:
    chat = ChatId(new_id())
    portion = [found("the seal of the king", chat, 2), found("the king", chat, 1)]
    page = scan(lambda: portion, words_of("KING seal"), None, 10)
    assert [hit.message_id for hit in page.hits] == [portion[0].message_id]
    assert (page.scanned, page.after) == (2, portion[1].position)


def test_a_title_is_found_once_and_before_its_messages() -> None:
    one, two = ChatId(new_id()), ChatId(new_id())
    portion = [found("x", one, 2, "King"), found("king", one, 1, "King"), found(None, two, 0, "Kings")]
    page = scan(lambda: portion, ("king",), None, 10)
    assert [(hit.chat_id, hit.message_id) for hit in page.hits] == [
        (one, None),
        (one, portion[1].message_id),
        (two, None),
    ]


def test_a_snippet_shows_the_hit_in_one_line() -> None:
    text = "line one\n" * 100 + "here is the n\N{LATIN SMALL LETTER E WITH ACUTE}edle\tindeed" + "\nmore" * 100
    cut, _ = snippet(text, ("needle",))
    assert "\n" not in cut
    assert len(cut) <= search_module.SNIPPET_CHARACTERS
    assert marked(text, "needle") == ["n\N{LATIN SMALL LETTER E WITH ACUTE}edle"]


@pytest.mark.parametrize("before", ["", "\N{SEAL}" * 300, "ß" * 700, "e\u0301" * 400, "a" * 5000 + "\N{SEAL}"])
def test_hits_are_marked_exactly_wherever_they_stand(before: str) -> None:
    assert marked(before + " Straße am Meer", "strasse meer") == ["Straße", "Meer"]


def test_hits_that_touch_are_one() -> None:
    assert marked("abcabc", "abc bca") == ["abcabc"]


def test_a_query_is_cut_and_its_words_counted_once() -> None:
    assert words_of("  Seal seal\tKING ") == ("seal", "king")
    assert words_of("") == words_of(" \n") == ()
    assert len(words_of("x" * 5000)[0]) == search_module.QUERY_CHARACTERS


async def test_pages_follow_each_other_without_a_gap_or_a_repetition() -> None:
    chats = [ChatId(new_id()) for _ in range(7)]
    history = [found("seal", chats[n // 7], 49 - n, "a seal") for n in range(49)]
    whole: list[tuple[ChatId, MessageId | None]] = []
    after: Position | None = None
    scanned = 0
    for _ in range(10):
        start = 0 if after is None else [one.position for one in history].index(after) + 1
        rest = history[start:]
        page: Page = await search(portions(*(rest[n : n + 10] for n in range(0, len(rest), 10))), ("seal",), after)
        whole += [(hit.chat_id, hit.message_id) for hit in page.hits]
        scanned += page.scanned
        after = page.after
        if after is None:
            break
        assert len(page.hits) >= PAGE_HITS
    assert scanned == 49
    assert len(whole) == len(set(whole)) == 49 + 7


async def test_a_search_that_is_left_closes_its_history() -> None:
    begun, closed = asyncio.Event(), asyncio.Event()

    async def endless() -> Portions:
        try:
            while True:
                begun.set()
                yield lambda: [found("nothing", ChatId(new_id()), 1)]
        finally:
            closed.set()

    searching = asyncio.ensure_future(search(endless(), ("needle",), None))
    await begun.wait()
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching
    assert closed.is_set()
