from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from inhouse.chat import memory
from inhouse.chat.errors import ChatNotFound, TooManyTemporary
from inhouse.chat.memory import Memory
from inhouse.chat.place import Begin, Create, Delete, Keep
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def held(place: Memory, caller: Caller) -> ChatId:
    chat = a_chat(caller)
    await place.write(caller, chat.id, Create(chat))
    return chat.id


async def test_a_chat_ends_with_its_session() -> None:
    place, caller = Memory(), someone()
    chat = await held(place, caller)
    assert place.end_session(UUID(int=1)) == ()
    assert place.end_session(caller.credential) == ((caller.person, chat),)
    with pytest.raises(ChatNotFound):
        await place.open(caller, chat)


async def test_a_chat_that_nobody_uses_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    place, caller = Memory(), someone()
    chat = await held(place, caller)
    assert place.end_idle(clock.now()) == ()
    monkeypatch.setattr(memory, "IDLE_SECONDS", -1.0)
    assert place.end_idle(clock.now()) == ((caller.person, chat),)


async def test_a_deleted_chat_is_forgotten_after_its_time() -> None:
    place, caller = Memory(), someone()
    chat = await held(place, caller)
    await place.write(caller, chat, Delete(clock.now()))
    assert place.end_idle(clock.now() - timedelta(seconds=15)) == ()
    assert place.end_idle(clock.now() + timedelta(seconds=1)) == ((caller.person, chat),)


async def test_two_people_may_use_the_same_id() -> None:
    place, one, two = Memory(), someone(), someone()
    chat = await held(place, one)
    assert not place.holds(two, chat)
    await place.write(two, chat, Create(a_chat(two)))
    assert place.holds(one, chat)


async def test_a_person_has_a_limited_number_of_chats() -> None:
    place, caller = Memory(), someone()
    for _ in range(memory.CHATS_PER_PERSON):
        await held(place, caller)
    with pytest.raises(TooManyTemporary):
        await held(place, caller)
    await held(place, someone())


async def test_a_chat_has_a_limited_size() -> None:
    place, caller = Memory(), someone()
    chat = await held(place, caller)
    large = "x" * (1024 * 1024)
    for _ in range(8):
        asked = a_question(large)
        await place.write(caller, chat, Begin(asked, an_answer(asked.id)))
    asked = a_question("one more")
    with pytest.raises(TooManyTemporary):
        await place.write(caller, chat, Begin(asked, an_answer(asked.id)))


async def test_all_chats_together_have_a_limited_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ALL_BYTES", 10)
    place, ada, ben = Memory(), someone(), someone()
    hers, his = await held(place, ada), await held(place, ben)
    asked = a_question("12345678")
    answer = an_answer(asked.id)
    await place.write(ada, hers, Begin(asked, answer))
    await place.write(ada, hers, Keep(replace(answer, reasoning="xx")))
    with pytest.raises(TooManyTemporary, match="everybody"):
        await place.write(ben, his, Begin(a_question("x"), an_answer(None)))
    assert await place.messages(ben, his, [asked.id]) == ()
    place.end_session(ada.credential)
    await place.write(ben, his, Begin(a_question("x"), an_answer(None)))


async def test_answering_again_stays_within_the_size_of_a_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CHAT_BYTES", 10)
    place, caller = Memory(), someone()
    chat = await held(place, caller)
    asked = a_question("1234")
    answer = an_answer(asked.id)
    await place.write(caller, chat, Begin(asked, answer))
    await place.write(caller, chat, Keep(replace(answer, text="1234567")))
    with pytest.raises(TooManyTemporary):
        await place.write(caller, chat, Begin(None, an_answer(asked.id)))
