import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inhouse.chat import sealed
from inhouse.chat import search as search_module
from inhouse.chat.search import (
    PAGE_HITS,
    Glance,
    Page,
    Portions,
    Position,
    Said,
    Talk,
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


def said(text: str, chat: ChatId, number: int) -> Said:
    message = replace(a_question(text), id=MessageId(new_id()))
    return (1, number, message.id, "user", AT.timestamp(), sealed.seal_message(sealer_of(chat), message))


def talk(chat: ChatId, *messages: Said, title: str = "Title", begins: bool = True) -> Talk:
    sealer = sealer_of(chat)
    return Talk(sealer, chat, AT, sealed.seal_title(sealer, chat, title), messages, begins)


def sealer_of(chat: ChatId) -> Sealer:
    return SEALERS.setdefault(chat, Sealer.ephemeral(new_id(), someone().person, chat))


async def portions(*each: Talk) -> Portions:
    for one in each:
        yield [one]


def marked(text: str, query: str) -> list[str]:
    cut, ranges = snippet(text, words_of(query))
    units = cut.encode("utf-16-le")
    return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in ranges]


def test_a_message_must_hold_all_words_in_any_order() -> None:
    chat = ChatId(new_id())
    both, one = said("the seal of the king", chat, 2), said("the king", chat, 1)
    page = scan([talk(chat, both, one)], words_of("KING seal"), 10)
    assert [(hit.message_id, hit.at) for hit in page.hits] == [(both[2], AT)]
    assert (page.scanned, page.after) == (2, Position(AT, chat, 1))


def test_a_long_chat_gives_each_hit_once_and_stops_after_the_last_one_wanted() -> None:
    chat = ChatId(new_id())
    history = [said("seal" if number % 25 == 0 else "hay", chat, number) for number in range(200, 0, -1)]
    whole = scan([talk(chat, *history)], ("seal",), 10)
    assert [hit.message_id for hit in whole.hits] == [each[2] for each in history if each[1] % 25 == 0]
    assert (whole.scanned, whole.after) == (200, Position(AT, chat, 1))
    some = scan([talk(chat, *history)], ("seal",), 3)
    assert [hit.message_id for hit in some.hits] == [each[2] for each in history if each[1] in (200, 175, 150)]
    assert (some.scanned, some.after) == (51, Position(AT, chat, 150))


def test_words_of_different_messages_are_no_hit_in_any_of_them() -> None:
    chat = ChatId(new_id())
    page = scan([talk(chat, said("the king", chat, 2), said("a seal", chat, 1))], words_of("king seal"), 10)
    assert (page.hits, page.scanned) == ((), 2)


def test_a_title_is_found_once_and_before_its_messages() -> None:
    one, two = ChatId(new_id()), ChatId(new_id())
    first, second = said("x", one, 2), said("king", one, 1)
    portion = [
        talk(one, first, title="King"),
        talk(one, second, title="King", begins=False),
        talk(two, title="Kings"),
    ]
    page = scan(portion, ("king",), 10)
    assert [(hit.chat_id, hit.message_id) for hit in page.hits] == [(one, None), (one, second[2]), (two, None)]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ('she said "hello" to me', '"hello"'),
        ("C:\\folder\\file", "folder\\file"),
        ("one\ntwo", "two"),
        ("wait\N{HORIZONTAL ELLIPSIS} what", "wait..."),
        ("Привет, мир", "привет"),
        ("\N{LEFT DOUBLE QUOTATION MARK}Stra\N{LATIN SMALL LETTER SHARP S}e\N{RIGHT DOUBLE QUOTATION MARK}", "strasse"),
        ("cafe\u0301", "cafe"),
        ("smile \N{GRINNING FACE} now", "now"),
    ],
)
def test_the_quick_look_misses_nothing(text: str, query: str) -> None:
    chat = ChatId(new_id())
    page = scan([talk(chat, said(text, chat, 1))], words_of(query), 10)
    assert len(page.hits) == 1


def test_the_quick_look_lets_few_others_through() -> None:
    glance = Glance(("needle",))
    for text in ("hay", "h\N{LATIN SMALL LETTER A WITH DIAERESIS}y", "\N{EM DASH}hay", "сено"):
        message = a_question(text)
        assert not glance.may_hold(b'{"text":"%b"}' % message.text.encode()) or text == "сено"


def test_a_snippet_shows_the_hit_in_one_line() -> None:
    text = "line one\n" * 100 + "here is the n\N{LATIN SMALL LETTER E WITH ACUTE}edle\tindeed" + "\nmore" * 100
    cut, _ = snippet(text, ("needle",))
    assert "\n" not in cut
    assert len(cut) <= search_module.SNIPPET_CHARACTERS
    assert marked(text, "needle") == ["n\N{LATIN SMALL LETTER E WITH ACUTE}edle"]


def test_a_snippet_begins_with_a_word() -> None:
    text = "supercalifragilistic " * 20 + "needle " + "hay " * 100
    cut, _ = snippet(text, ("needle",))
    assert cut.startswith("supercalifragilistic supercalifragilistic needle hay")
    assert snippet("\N{SEAL}" * 100 + "needle", ("needle",))[0].startswith("\N{SEAL}" * 48 + "needle")


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
    history = [
        talk(chats[n // 7], said("seal", chats[n // 7], 49 - n), title="a seal", begins=n % 7 == 0) for n in range(49)
    ]
    places = [Position(AT, one.chat_id, one.said[0][1]) for one in history]
    whole: list[tuple[ChatId, MessageId | None]] = []
    after: Position | None = None
    scanned = 0
    for _ in range(10):
        rest = history[0 if after is None else places.index(after) + 1 :]
        page: Page = await search(portions(*rest), ("seal",), after)
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
    chat = ChatId(new_id())

    async def endless() -> Portions:
        try:
            while True:
                begun.set()
                yield [talk(chat, said("nothing", chat, 1))]
        finally:
            closed.set()

    searching = asyncio.ensure_future(search(endless(), ("needle",), None))
    await begun.wait()
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching
    assert closed.is_set()
