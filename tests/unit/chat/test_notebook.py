from dataclasses import replace

import pytest

from inhouse.chat.memory import Memory
from inhouse.chat.notebook import ChatNotebook, Sent, SentMessage, packed, unpacked
from inhouse.chat.place import Begin, ChatPlace, Create
from inhouse.chat.records import Rows
from inhouse.core.errors import InhouseError
from inhouse.core.ids import MessageId, new_id
from inhouse.core.prompt import Image, Role, Text
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone
from tests.prompts import prompt_of


@pytest.fixture(params=["rows", "memory"])
def place(request: pytest.FixtureRequest, rows: Rows) -> ChatPlace:
    return rows if request.param == "rows" else Memory()


async def test_what_the_guard_writes_is_read_again_and_what_left_is_shown(place: ChatPlace) -> None:
    caller, question = someone(), a_question()
    chat, answer = a_chat(caller), an_answer(question.id)
    await place.write(caller, chat.id, Create(chat))
    await place.write(caller, chat.id, Begin(question, answer))
    notebook = ChatNotebook(place, caller, chat.id, answer.id)
    assert await notebook.read() is None
    assert await notebook.shown() is None
    for notes in (b"first", b"second"):
        await notebook.write(notes)
        assert await notebook.read() == notes
    prompt = prompt_of("To PersonQ7K2")
    await notebook.sent(prompt)
    assert await notebook.shown() == Sent(prompt.model, (SentMessage("user", "To PersonQ7K2"),))
    assert await notebook.read() == b"second"


async def test_nobody_else_reads_a_note(place: ChatPlace) -> None:
    caller = someone()
    chat, other = a_chat(caller), a_chat(caller)
    for one in (chat, other):
        await place.write(caller, one.id, Create(one))
    await ChatNotebook(place, caller, chat.id, MessageId(new_id())).write(b"notes")
    assert await place.note(caller, other.id, chat.id) is None
    with pytest.raises(InhouseError):
        await ChatNotebook(place, someone(), chat.id, MessageId(new_id())).write(b"mine")


def test_pictures_are_named_and_words_stay_as_they_left() -> None:
    prompt = prompt_of("Look: \N{SNOWMAN}")
    message = replace(prompt.messages[0], role=Role.USER, parts=(Image("image/png", b"x"), Text("Look: \N{SNOWMAN}")))
    sent = unpacked(packed(replace(prompt, messages=(message,))))
    assert sent.messages == (SentMessage("user", "[image/png]\nLook: \N{SNOWMAN}"),)
