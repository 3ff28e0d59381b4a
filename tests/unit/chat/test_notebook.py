from dataclasses import replace

import pytest

from inhouse.chat.memory import Memory
from inhouse.chat.notebook import ChatNotebook, Sent, SentMessage, packed, unpacked
from inhouse.chat.place import Begin, ChatPlace, Create, Retitle
from inhouse.chat.records import Rows
from inhouse.chat.records.removal import remove_messages
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError
from inhouse.core.ids import ChatId, MessageId, new_id
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
    question = a_question()
    answer = an_answer(question.id)
    await place.write(caller, chat.id, Begin(question, answer))
    await ChatNotebook(place, caller, chat.id, answer.id).write(b"notes")
    assert await place.note(caller, other.id, chat.id) is None
    with pytest.raises(InhouseError):
        await ChatNotebook(place, someone(), chat.id, MessageId(new_id())).write(b"mine")


async def removed(place: ChatPlace, caller: Caller, chat: ChatId, message: MessageId) -> None:
    if isinstance(place, Memory):
        place.drop(caller, chat, message)
    elif isinstance(place, Rows):
        await remove_messages(place, caller, chat, message)


async def test_what_was_removed_meanwhile_is_not_brought_back_by_what_the_guard_writes(place: ChatPlace) -> None:
    caller, first, second = someone(), a_question(), a_question()
    chat, gone, stays = a_chat(caller), an_answer(first.id), an_answer(second.id)
    await place.write(caller, chat.id, Create(chat))
    for question, answer in ((first, gone), (second, stays)):
        await place.write(caller, chat.id, Begin(question, answer))
    of_gone, of_stays = (ChatNotebook(place, caller, chat.id, each.id) for each in (gone, stays))
    await of_gone.write(b"words of the first question")
    assert await of_stays.read() is not None
    await removed(place, caller, chat.id, first.id)
    await of_gone.write(b"words of the first question")
    await of_gone.sent(prompt_of("words of the first question"))
    await of_stays.write(b"words of the first question and of the second")
    assert await place.note(caller, chat.id, chat.id) is None
    assert await place.note(caller, chat.id, gone.id) is None
    assert await of_stays.read() is None
    await of_stays.write(b"words of the second question")
    assert await of_stays.read() == b"words of the second question"


async def test_a_title_that_was_asked_for_before_its_question_was_removed_is_not_taken(place: ChatPlace) -> None:
    caller, question = someone(), a_question()
    chat, answer = a_chat(caller), an_answer(question.id)
    await place.write(caller, chat.id, Create(chat))
    await place.write(caller, chat.id, Begin(question, answer, "First words"))
    await place.write(caller, chat.id, Retitle("Of the question", question.id))
    assert (await place.open(caller, chat.id)).chat.title == "Of the question"
    await removed(place, caller, chat.id, question.id)
    await place.write(caller, chat.id, Retitle("Of the question", question.id))
    assert (await place.open(caller, chat.id)).chat.title is None


def test_pictures_are_named_and_words_stay_as_they_left() -> None:
    prompt = prompt_of("Look: \N{SNOWMAN}")
    message = replace(prompt.messages[0], role=Role.USER, parts=(Image("image/png", b"x"), Text("Look: \N{SNOWMAN}")))
    sent = unpacked(packed(replace(prompt, messages=(message,))))
    assert sent.messages == (SentMessage("user", "[image/png]\nLook: \N{SNOWMAN}"),)
