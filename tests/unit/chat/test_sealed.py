from dataclasses import replace

import pytest

from inhouse.chat import sealed
from inhouse.chat.chat import Guarded, Trouble
from inhouse.core.ids import ChatId, MessageId, new_id
from inhouse.vault import DoesNotOpen, Sealer
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

CHAT = ChatId(new_id())
SEALER = Sealer.ephemeral(new_id(), someone().person, CHAT)


def test_words_come_back_as_they_were() -> None:
    answer = replace(an_answer(None), text="\N{SEAL}", reasoning="hm", trouble=Trouble("c", "m", None, True))
    content = sealed.seal_message(SEALER, answer)
    assert sealed.open_message(SEALER, answer.id, content) == ("\N{SEAL}", "hm", answer.trouble)
    question = a_question("Hi")
    assert sealed.open_message(SEALER, question.id, sealed.seal_message(SEALER, question)) == ("Hi", "", None)


def test_nothing_readable_is_left_in_what_is_stored() -> None:
    chat = replace(a_chat(someone()), title="Divorce", instructions="Never tell")
    stored = sealed.sealed_chat(SEALER, chat)
    assert stored["title"] is not None
    assert stored["instructions"] is not None
    assert b"Divorce" not in stored["title"]
    assert b"Never" not in stored["instructions"]
    assert sealed.open_title(SEALER, chat.id, stored["title"]) == "Divorce"
    assert sealed.open_instructions(SEALER, chat.id, stored["instructions"]) == "Never tell"


def test_nothing_is_sealed_where_nothing_was_written() -> None:
    assert sealed.sealed_chat(SEALER, a_chat(someone())) == {"title": None, "instructions": None}
    assert (sealed.open_title(SEALER, CHAT, None), sealed.open_instructions(SEALER, CHAT, None)) == (None, "")


def test_a_message_opens_only_as_itself() -> None:
    content = sealed.seal_message(SEALER, a_question())
    with pytest.raises(DoesNotOpen):
        sealed.open_message(SEALER, MessageId(new_id()), content)


def test_a_part_opens_only_at_its_place() -> None:
    message = MessageId(new_id())
    content = sealed.seal_part(SEALER, message, 3, "text", "why")
    assert sealed.open_part(SEALER, message, 3, content) == ("text", "why", None)
    guarded = Guarded("stand_in", "log/7", 2, (), None)
    assert sealed.open_part(SEALER, message, 4, sealed.seal_part(SEALER, message, 4, "", "", guarded))[2] == guarded
    older = SEALER.seal(b'["text","why"]', "part 5", message)
    assert sealed.open_part(SEALER, message, 5, older) == ("text", "why", None)
    with pytest.raises(DoesNotOpen):
        sealed.open_part(SEALER, message, 4, content)
