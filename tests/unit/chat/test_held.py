from dataclasses import replace

import pytest

from inhouse.chat.chat import Attachment, Rating
from inhouse.chat.errors import MessageNotFound
from inhouse.chat.held import Held
from inhouse.core.ids import FileId, MessageId, new_id
from tests.canaries import Canaries
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


def test_words_lie_sealed_and_come_back_whole() -> None:
    caller, canaries = someone(), Canaries()
    chat = replace(a_chat(caller), title=canaries.word("title"), instructions=canaries.word("instructions"))
    held = Held.begin(caller, chat)
    file = Attachment(FileId(new_id()), canaries.word("file name"), "text", "line", 1, 10)
    asked = replace(a_question(canaries.word("question")), attachments=(file,))
    answer = replace(an_answer(asked.id), text=canaries.word("answer"), rating=Rating.UP)
    held.put(asked)
    held.put(answer)
    held.put_note(chat.id, canaries.word("stand-in").encode())
    assert canaries.found([("memory", repr(held).encode())]) == {}
    assert (held.chat, held.message(asked.id), held.message(answer.id)) == (chat, asked, answer)
    assert held.note(chat.id) == canaries.word("stand-in").encode()
    assert held.nodes == (asked.node, answer.node)


def test_what_is_dropped_is_gone_with_its_size() -> None:
    held = Held.begin(caller := someone(), a_chat(caller))
    asked = a_question("12345")
    held.put(asked)
    held.put_note(asked.id, b"note")
    assert held.size > 5
    held.drop([asked.id])
    assert (held.size, held.nodes, held.note(asked.id)) == (0, (), None)
    for unknown in (asked.id, MessageId(new_id())):
        with pytest.raises(MessageNotFound):
            held.message(unknown)
