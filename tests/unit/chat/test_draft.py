from dataclasses import replace

import pytest

from inhouse.chat.chat import Message, Status
from inhouse.chat.draft import Again, Continue, Say, draft, said_before
from inhouse.chat.errors import AnswerRunning, CannotContinue, InvalidParent, MessageEmpty, MessageNotFound
from inhouse.chat.memory import Memory
from inhouse.chat.place import Access, Begin, Create, Keep
from inhouse.chat.runs import About, Runs
from inhouse.chat.tree import Tree
from inhouse.core.caller import Caller
from inhouse.core.ids import MessageId, RunId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone

CALLER = someone()


async def chat_with(ended: Message | None = None) -> tuple[Access, Message, Message]:
    """A chat of one turn; the answer runs unless `ended` gives how it ended."""
    place, chat, asked = Memory(), a_chat(CALLER), a_question()
    answered = replace(ended or an_answer(asked.id), parent_id=asked.id)
    await place.write(CALLER, chat.id, Create(chat))
    await place.write(CALLER, chat.id, Begin(asked, answered))
    await place.write(CALLER, chat.id, Keep(answered))
    return Access(place, await place.open(CALLER, chat.id)), asked, answered


def say(text: str = "More", parent: MessageId | None = None) -> Say:
    return Say(text, parent, MessageId(new_id()), "small")


def complete(**more: object) -> Message:
    return replace(an_answer(None), text="Done", status=Status.COMPLETE, finish="stop", **more)


async def test_words_become_a_question_and_an_empty_answer() -> None:
    access, _, answered = await chat_with(complete())
    ask = say(parent=answered.id)
    made = await draft(CALLER, access, Runs(), ask)
    assert made.question is not None
    assert (made.question.id, made.question.text, made.question.parent_id) == (ask.message_id, "More", answered.id)
    assert (made.answer.parent_id, made.answer.text, made.answer.status) == (ask.message_id, "", Status.RUNNING)
    assert (made.model, made.resumes) == ("small", False)


async def test_an_edited_question_is_a_new_branch() -> None:
    access, asked, _ = await chat_with(complete())
    made = await draft(CALLER, access, Runs(), say(parent=asked.parent_id))
    assert made.question is not None
    assert made.question.parent_id is None


async def test_another_answer_has_the_same_question() -> None:
    access, asked, answered = await chat_with(complete())
    made = await draft(CALLER, access, Runs(), Again(answered.id))
    assert (made.question, made.answer.parent_id, made.answer.id == answered.id) == (None, asked.id, False)


@pytest.mark.parametrize(
    "ended",
    [
        replace(an_answer(None), text="Half", status=Status.CANCELLED, finish="cancelled"),
        replace(an_answer(None), text="Half", status=Status.INTERRUPTED, finish="interrupted"),
        replace(an_answer(None), text="Half", status=Status.FAILED),
        replace(an_answer(None), text="Half", status=Status.COMPLETE, finish="length"),
    ],
)
async def test_an_answer_that_ended_early_goes_on_in_the_same_message(ended: Message) -> None:
    access, _, answered = await chat_with(ended)
    made = await draft(CALLER, access, Runs(), Continue(answered.id))
    assert (made.answer.id, made.answer.text, made.resumes) == (answered.id, "Half", True)
    assert (made.answer.status, made.answer.finish) == (Status.RUNNING, None)


async def test_a_complete_answer_a_question_and_the_middle_of_a_branch_do_not_go_on() -> None:
    access, asked, answered = await chat_with(complete())
    for message in (asked, answered):
        with pytest.raises(CannotContinue):
            await draft(CALLER, access, Runs(), Continue(message.id))
    access, asked, answered = await chat_with(complete(left_out=1))
    after = a_question(parent=answered.id)
    await access.place.write(CALLER, access.chat.id, Begin(after, an_answer(after.id)))
    access = Access(access.place, await access.place.open(CALLER, access.chat.id))
    with pytest.raises(CannotContinue):
        await draft(CALLER, access, Runs(), Continue(answered.id))


async def test_a_running_answer_is_neither_followed_nor_continued() -> None:
    access, _, answered = await chat_with()
    runs = Runs()
    with runs.begin(About(answered.run_id or RunId(new_id()), access.chat.id, CALLER.person, answered)):
        for ask in (say(parent=answered.id), Continue(answered.id)):
            with pytest.raises(AnswerRunning):
                await draft(CALLER, access, runs, ask)
    with pytest.raises(AnswerRunning):
        await draft(CALLER, access, Runs(), Continue(answered.id))


async def test_what_is_not_in_this_chat_is_not_there() -> None:
    access, _, _ = await chat_with(complete())
    other = MessageId(new_id())
    for ask in (say(parent=other), Again(other), Continue(other)):
        with pytest.raises(MessageNotFound):
            await draft(CALLER, access, Runs(), ask)


async def test_a_question_is_not_followed_and_not_answered_by_its_own_id() -> None:
    access, asked, _ = await chat_with(complete())
    for ask in (say(parent=asked.id), Again(asked.id)):
        with pytest.raises(InvalidParent):
            await draft(CALLER, access, Runs(), ask)
    with pytest.raises(MessageEmpty):
        await draft(CALLER, access, Runs(), say(" "))


def test_a_message_that_comes_again_is_told_of_its_first_answer() -> None:
    chat = a_chat(Caller(CALLER.person, admin=False, kind=CALLER.kind, credential=new_id()))
    asked = a_question()
    first, second = an_answer(asked.id), an_answer(asked.id)
    told = said_before(chat.id, Tree([asked.node, first.node, second.node]), asked.id)
    assert (told.run_id, told.message_id, told.user_message_id) == (first.run_id, first.id, asked.id)
    with pytest.raises(MessageNotFound):
        said_before(chat.id, Tree([]), asked.id)
