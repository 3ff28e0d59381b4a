"""One suite for both homes of chats."""

from contextlib import suppress
from dataclasses import replace

import pytest

from inhouse.chat.chat import Chat, Counted, Message, Rating, Status, TitleSource, Trouble
from inhouse.chat.errors import AlreadySaid, ChatNotFound, MessageNotFound
from inhouse.chat.memory import Memory
from inhouse.chat.place import Alter, Begin, ChatPlace, Create, Delete, Keep, Part, Places, Rate, Resume, Retitle
from inhouse.chat.records import Rows
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError, NotFound
from inhouse.core.ids import RunId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


@pytest.fixture(params=["rows", "memory"])
def place(request: pytest.FixtureRequest, rows: Rows) -> ChatPlace:
    return rows if request.param == "rows" else Memory()


async def begun(place: ChatPlace, caller: Caller) -> tuple[Chat, Message, Message]:
    chat = a_chat(caller)
    asked = a_question()
    answered = an_answer(asked.id)
    await place.write(caller, chat.id, Create(chat))
    await place.write(caller, chat.id, Begin(asked, answered, "What is a seal"))
    return chat, asked, answered


async def test_a_chat_is_there_as_it_was_made(place: ChatPlace) -> None:
    caller = someone()
    chat = replace(a_chat(caller), instructions="Be brief.", temperature=0.5, model="demo", title="Seals", pinned=True)
    await place.write(caller, chat.id, Create(chat))
    opened = await place.open(caller, chat.id)
    assert (opened.chat, opened.nodes) == (chat, ())
    assert await place.chat(caller, chat.id) == chat


async def test_a_chat_alone_is_found_by_its_owner_only_and_not_when_it_is_deleted(place: ChatPlace, rows: Rows) -> None:
    caller = someone()
    places = Places(place if isinstance(place, Memory) else Memory(), rows)
    chat, _, _ = await begun(place, caller)
    assert await places.chat(caller, chat.id) == (await places.access(caller, chat.id)).chat
    with pytest.raises(ChatNotFound):
        await places.chat(someone(), chat.id)
    await place.write(caller, chat.id, Delete(clock.now()))
    with pytest.raises(ChatNotFound):
        await places.chat(caller, chat.id)


async def test_making_the_same_chat_again_changes_nothing(place: ChatPlace) -> None:
    caller = someone()
    chat = replace(a_chat(caller), title="First")
    await place.write(caller, chat.id, Create(chat))
    await place.write(caller, chat.id, Create(replace(chat, title="Second")))
    assert (await place.open(caller, chat.id)).chat.title == "First"


async def test_nobody_takes_a_chats_place_by_using_its_id(place: ChatPlace) -> None:
    owner, other = someone(), someone()
    chat = a_chat(owner)
    await place.write(owner, chat.id, Create(chat))
    with suppress(NotFound):
        await place.write(other, chat.id, Create(replace(chat, owner=other.person, title="mine")))
    assert (await place.open(owner, chat.id)).chat == chat


async def test_a_question_and_its_answer_are_stored_in_order(place: ChatPlace) -> None:
    caller = someone()
    chat, asked, answered = await begun(place, caller)
    opened = await place.open(caller, chat.id)
    assert opened.nodes == (asked.node, answered.node)
    assert (opened.chat.leaf_id, opened.chat.title) == (answered.id, "What is a seal")
    assert await place.messages(caller, chat.id, [answered.id, asked.id]) == (answered, asked)


async def test_the_end_of_an_answer_is_kept_with_all_that_is_known(place: ChatPlace) -> None:
    caller = someone()
    chat, _, answered = await begun(place, caller)
    run = answered.run_id
    assert run is not None
    await place.write(caller, chat.id, Part(answered.id, run, 0, "A sea", "hm"))
    ended = replace(
        answered,
        text="A seal \N{SEAL} is sealed.",
        reasoning="hm",
        status=Status.FAILED,
        trouble=Trouble("engine_failed", "It ended.", None, True),
        usage=Counted(10, 4),
        left_out=2,
        finish="stop",
    )
    await place.write(caller, chat.id, Keep(ended))
    assert await place.messages(caller, chat.id, [answered.id]) == (ended,)
    assert (await place.open(caller, chat.id)).nodes[1] == ended.node


async def test_a_message_is_never_stored_twice(place: ChatPlace) -> None:
    caller = someone()
    chat, asked, _ = await begun(place, caller)
    with pytest.raises(AlreadySaid):
        await place.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    assert len((await place.open(caller, chat.id)).nodes) == 2


async def test_a_message_with_the_id_of_another_chats_is_refused_as_a_whole(place: ChatPlace) -> None:
    caller, other = someone(), someone()
    _, asked, _ = await begun(place, other)
    chat = a_chat(caller)
    await place.write(caller, chat.id, Create(chat))
    with pytest.raises(AlreadySaid):
        await place.write(caller, chat.id, Begin(asked, an_answer(asked.id), "title"))
    opened = await place.open(caller, chat.id)
    assert (opened.nodes, opened.chat.title, opened.chat.leaf_id) == ((), None, None)


async def test_an_answer_that_goes_on_runs_again(place: ChatPlace) -> None:
    caller = someone()
    chat, _, answered = await begun(place, caller)
    await place.write(caller, chat.id, Keep(replace(answered, text="Half", status=Status.INTERRUPTED)))
    run = RunId(new_id())
    await place.write(caller, chat.id, Resume(answered.id, run))
    (again,) = await place.messages(caller, chat.id, [answered.id])
    assert (again.text, again.status, again.run_id) == ("Half", Status.RUNNING, run)
    assert await place.locate(caller, run) == (chat.id, answered.id)


async def test_a_rating_stays_when_the_answer_ends_later(place: ChatPlace) -> None:
    caller = someone()
    chat, _, answered = await begun(place, caller)
    await place.write(caller, chat.id, Rate(answered.id, Rating.UP))
    await place.write(caller, chat.id, Keep(replace(answered, text="x", status=Status.COMPLETE)))
    (ended,) = await place.messages(caller, chat.id, [answered.id])
    assert ended.rating is Rating.UP
    await place.write(caller, chat.id, Rate(answered.id, None))
    assert (await place.messages(caller, chat.id, [answered.id]))[0].rating is None


async def test_only_what_is_named_is_altered(place: ChatPlace) -> None:
    caller = someone()
    chat, _, answered = await begun(place, caller)
    await place.write(caller, chat.id, Alter({"archived": True, "instructions": "Rhyme.", "temperature": 0.1}))
    altered = (await place.open(caller, chat.id)).chat
    assert (altered.archived, altered.instructions, altered.temperature) == (True, "Rhyme.", 0.1)
    assert (altered.title, altered.leaf_id) == ("What is a seal", answered.id)


async def test_a_models_title_replaces_first_words_and_never_a_persons(place: ChatPlace) -> None:
    caller = someone()
    chat, _, _ = await begun(place, caller)
    await place.write(caller, chat.id, Retitle("Seals"))
    assert (await place.open(caller, chat.id)).chat.title == "Seals"
    await place.write(caller, chat.id, Alter({"title": "Mine", "title_source": TitleSource.PERSON}))
    await place.write(caller, chat.id, Retitle("Seals again"))
    assert (await place.open(caller, chat.id)).chat.title == "Mine"


async def test_a_chat_can_be_marked_as_deleted_and_brought_back(place: ChatPlace) -> None:
    caller = someone()
    chat, _, _ = await begun(place, caller)
    places = Places(Memory(), place)
    await place.write(caller, chat.id, Delete(clock.now()))
    with pytest.raises(ChatNotFound):
        await places.access(caller, chat.id)
    await place.write(caller, chat.id, Delete(None))
    assert (await places.access(caller, chat.id)).chat.id == chat.id


async def test_nobody_else_finds_or_changes_anything(place: ChatPlace) -> None:
    owner, other = someone(), someone()
    chat, asked, answered = await begun(place, owner)
    assert await place.locate(other, asked.id) is None
    with pytest.raises(ChatNotFound):
        await place.open(other, chat.id)
    for change in (
        Begin(a_question(), an_answer(asked.id)),
        Resume(answered.id, RunId(new_id())),
        Keep(replace(answered, text="stolen")),
        Retitle("stolen"),
        Alter({"title": "stolen"}),
        Rate(answered.id, Rating.DOWN),
        Delete(clock.now()),
    ):
        with pytest.raises(InhouseError) as refused:
            await place.write(other, chat.id, change)
        assert refused.value.status in (404, 410)
    assert await place.messages(owner, chat.id, [asked.id, answered.id]) == (asked, answered)
    assert (await place.open(owner, chat.id)).chat.deleted_at is None


async def test_a_message_of_another_chat_is_not_found_in_this_one(place: ChatPlace) -> None:
    caller = someone()
    _, asked, answered = await begun(place, caller)
    chat, _, _ = await begun(place, caller)
    assert await place.messages(caller, chat.id, [asked.id]) == ()
    with pytest.raises(MessageNotFound):
        await place.write(caller, chat.id, Rate(answered.id, Rating.UP))


async def test_messages_and_runs_are_located(place: ChatPlace) -> None:
    caller = someone()
    chat, asked, answered = await begun(place, caller)
    assert answered.run_id is not None
    assert await place.locate(caller, asked.id) == (chat.id, asked.id)
    assert await place.locate(caller, answered.run_id) == (chat.id, answered.id)
    assert await place.locate(caller, new_id()) is None


async def test_a_chats_ledger_key_stays_the_same_and_is_its_own(place: ChatPlace) -> None:
    caller = someone()
    one, _, _ = await begun(place, caller)
    two, _, _ = await begun(place, caller)
    keys = [(await place.open(caller, chat.id)).commitment.key for chat in (one, one, two)]
    assert keys[0] == keys[1] != keys[2]
