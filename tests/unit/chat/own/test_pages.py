from collections.abc import AsyncGenerator
from dataclasses import replace

from inhouse.chat.chat import Message
from inhouse.chat.own.pages import ENGLISH, GERMAN, Labels, contents, page
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

HOSTILE = '<script>alert("x")</script>'


async def said(*messages: Message) -> AsyncGenerator[Message]:
    for message in messages:
        yield message


async def shown(labels: Labels, title: str | None, *messages: Message, path: tuple[Message, ...]) -> str:
    chat = replace(a_chat(someone()), title=title)
    pieces = page(labels, chat, [message.id for message in path], said(*messages))
    return b"".join([piece async for piece in pieces]).decode()


async def test_what_people_wrote_stays_text() -> None:
    asked = a_question(HOSTILE)
    html = await shown(ENGLISH, HOSTILE, asked, path=(asked,))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "default-src &" not in html
    assert "default-src 'none'" in html


async def test_another_try_is_marked_as_one() -> None:
    asked = a_question("Why?")
    first, second = replace(an_answer(asked.id), text="So."), replace(an_answer(asked.id), text="Because.")
    html = await shown(ENGLISH, "Why", asked, first, second, path=(asked, second))
    assert html.count("another try") == 1
    assert html.index("another try") < html.index("So.") < html.index("Because.")


async def test_pages_speak_the_persons_language() -> None:
    html = await shown(GERMAN, None, a_question("Warum?"), path=())
    assert '<html lang="de">' in html
    assert "Chat ohne Titel" in html


def test_the_first_page_leads_to_all_others() -> None:
    html = contents(ENGLISH, [("chats/0001-a.html", HOSTILE), ("chats/0002-chat.html", None)], ["keys.json"]).decode()
    assert html.count("<a href=") == 3
    assert "<script>" not in html
    assert ENGLISH.untitled in html
