import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from inhouse.chat import keep as keep_module
from inhouse.chat.chat import Chat, Guarded, Message, Opened, Status
from inhouse.chat.errors import ChatGone, ChatNotFound
from inhouse.chat.keep import keep
from inhouse.chat.place import Change, Keep, Part
from inhouse.chat.runs import About, Run
from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.core.events import Disclosure, Finished, Place, ReasoningDelta, TextDelta
from inhouse.core.ids import ChatId, MessageId, RunId, new_id
from inhouse.store import DatabaseAway
from tests.chats import an_answer
from tests.people import someone


class Shelf:
    """A place that notes what is written, and can be away."""

    def __init__(self) -> None:
        self.written: list[Change] = []
        self.wrote = asyncio.Event()
        self.refused = asyncio.Event()
        self.trouble: Exception | None = None

    async def open(self, caller: Caller, chat_id: ChatId) -> Opened:
        raise ChatNotFound

    async def chat(self, caller: Caller, chat_id: ChatId) -> Chat:
        raise ChatNotFound

    async def messages(self, caller: Caller, chat_id: ChatId, ids: Sequence[MessageId]) -> tuple[Message, ...]:
        return ()

    async def locate(self, caller: Caller, thing: UUID) -> tuple[ChatId, MessageId] | None:
        return None

    async def note(self, caller: Caller, chat_id: ChatId, record: UUID) -> bytes | None:
        return None

    async def write(self, caller: Caller, chat_id: ChatId, change: Change) -> None:
        if self.trouble is not None:
            self.refused.set()
            raise self.trouble
        self.written.append(change)
        self.wrote.set()

    def parts(self) -> str:
        return "".join(change.text for change in self.written if isinstance(change, Part))


def a_run(caller: Caller) -> Run:
    answer = an_answer(None)
    return Run(About(answer.run_id or RunId(new_id()), ChatId(new_id()), caller.person, answer))


async def test_text_is_stored_while_it_is_written_and_whole_at_the_end() -> None:
    shelf, caller = Shelf(), someone()
    run = a_run(caller)
    keeping = asyncio.ensure_future(keep(run, shelf, caller))
    run.publish(ReasoningDelta("why"))
    run.publish(TextDelta("One"))
    await asyncio.wait_for(shelf.wrote.wait(), 5)
    assert isinstance(shelf.written[0], Part)
    run.publish(TextDelta(" two"))
    run.publish(Finished("stop"))
    await asyncio.wait_for(keeping, 5)
    last = shelf.written[-1]
    assert isinstance(last, Keep)
    assert (last.answer.text, last.answer.reasoning, last.answer.status) == ("One two", "why", Status.COMPLETE)


async def test_parts_are_numbered_and_none_is_stored_twice() -> None:
    shelf, caller = Shelf(), someone()
    run = a_run(caller)
    keeping = asyncio.ensure_future(keep(run, shelf, caller))
    for word in ("a", "b", "c"):
        shelf.wrote.clear()
        run.publish(TextDelta(word))
        await asyncio.wait_for(shelf.wrote.wait(), 5)
    numbers = [change.number for change in shelf.written if isinstance(change, Part)]
    assert numbers == sorted(set(numbers))
    assert shelf.parts() == "abc"
    run.cancel()
    await asyncio.wait_for(keeping, 5)


async def test_what_left_is_stored_before_there_are_words() -> None:
    shelf, caller = Shelf(), someone()
    run = a_run(caller)
    keeping = asyncio.ensure_future(keep(run, shelf, caller))
    run.publish(Disclosure(Place("scripted", DestinationClass.LOCAL), "stand_in", 2, "log/7"))
    await asyncio.wait_for(shelf.wrote.wait(), 5)
    (part,) = shelf.written
    assert isinstance(part, Part)
    assert (part.guarded, part.destination) == (
        Guarded("stand_in", "log/7", 2),
        Place("scripted", DestinationClass.LOCAL),
    )
    run.publish(Finished("stop"))
    await asyncio.wait_for(keeping, 5)


async def test_an_answer_goes_on_while_the_database_is_away_and_is_stored_when_it_is_back() -> None:
    shelf, caller = Shelf(), someone()
    shelf.trouble = DatabaseAway("away", retry_after=1)
    run = a_run(caller)
    keeping = asyncio.ensure_future(keep(run, shelf, caller))
    run.publish(TextDelta("One"))
    await asyncio.wait_for(shelf.refused.wait(), 5)
    run.publish(TextDelta(" two"))
    shelf.trouble = None
    await asyncio.wait_for(shelf.wrote.wait(), 5)
    assert shelf.parts() == "One two"
    shelf.refused.clear()
    shelf.trouble = DatabaseAway("away", retry_after=1)
    run.publish(Finished("stop"))
    await asyncio.wait_for(shelf.refused.wait(), 5)
    shelf.trouble = None
    await asyncio.wait_for(keeping, 5)
    assert shelf.written[-1] == Keep(run.message())


async def test_an_answer_whose_chat_is_gone_is_let_go() -> None:
    shelf, caller = Shelf(), someone()
    shelf.trouble = ChatNotFound()
    run = a_run(caller)
    run.publish(Finished("stop"))
    await asyncio.wait_for(keep(run, shelf, caller), 5)
    assert shelf.written == []


@pytest.mark.parametrize("trouble", [ChatNotFound(), ChatGone()], ids=["not there", "gone"])
async def test_an_answer_whose_chat_is_destroyed_by_somebody_else_ends_in_the_middle(trouble: Exception) -> None:
    shelf, caller = Shelf(), someone()
    run = a_run(caller)
    keeping = asyncio.ensure_future(keep(run, shelf, caller))
    run.publish(TextDelta("One"))
    await asyncio.wait_for(shelf.wrote.wait(), 5)
    shelf.trouble = trouble
    run.publish(TextDelta(" two"))
    await asyncio.wait_for(keeping, 5)
    assert run.events[-1] == Finished("cancelled")


async def test_what_cannot_be_stored_for_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keep_module, "KEEP_SECONDS", -1.0)
    shelf, caller = Shelf(), someone()
    shelf.trouble = DatabaseAway("away", retry_after=1)
    run = a_run(caller)
    run.publish(TextDelta("secret words"))
    run.publish(Finished("stop"))
    await asyncio.wait_for(keep(run, shelf, caller), 5)
    assert "could not be stored: database_away" in caplog.text
    assert "secret" not in caplog.text
