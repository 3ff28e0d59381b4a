import asyncio
from dataclasses import replace

import pytest

from inhouse.chat.chat import Message, Status
from inhouse.chat.draft import Again, Continue, RunStarted, Say
from inhouse.chat.errors import ChatNotFound, MessageNotFound, MessageTooLarge, NoModel, TooManyRuns
from inhouse.chat.files.file import File, FileState, Listed
from inhouse.chat.files.place import Add, Chunk, Part
from inhouse.chat.files.shelf import Wanted
from inhouse.chat.place import ChatPlace, Create
from inhouse.chat.records import FileRows, Rows
from inhouse.chat.runs import RUNS_PER_PERSON
from inhouse.chat.turn import Turns
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import Unavailable
from inhouse.core.events import (
    Disclosure,
    Failed,
    Finished,
    Reading,
    Snapshot,
    Started,
    TextDelta,
    Titled,
    Usage,
)
from inhouse.core.ids import ChatId, FileId, MessageId, new_id
from inhouse.core.prompt import Role
from inhouse.knowledge.document import Kind, Place, Unit
from inhouse.models.errors import ModelUnavailable, ModelUnknown, PromptTooLong
from inhouse.models.model import State
from inhouse.models.profile import Profile
from tests.chats import HERE_PLACE, OneModel, ScriptedRoad, a_chat, a_model, a_shelf, turns_on
from tests.people import someone

HELLO = (Disclosure(HERE_PLACE, "pass", 0, "log/1"), TextDelta("Hello"), Usage(9, 1), Finished("stop"))


async def a_new_chat(turns: Turns, caller: Caller, **more: object) -> ChatId:
    chat = replace(a_chat(caller), **more)
    place: ChatPlace = turns.places.memory if chat.temporary else turns.places.rows
    await place.write(caller, chat.id, Create(chat))
    return chat.id


def words(text: str = "Hi", parent: MessageId | None = None) -> Say:
    return Say(text, parent, MessageId(new_id()))


async def ended(turns: Turns, started: RunStarted) -> None:
    run = turns.runs.get(started.run_id)
    assert run is not None
    assert await run.ends_within(10)


async def stored(turns: Turns, caller: Caller, started: RunStarted) -> Message:
    """The answer as stored, once it is."""
    await ended(turns, started)
    place = turns.places.of(caller, started.chat_id)
    async with asyncio.timeout(10):
        while True:
            (message,) = await place.messages(caller, started.chat_id, [started.message_id])
            if message.status is not Status.RUNNING:
                return message


@pytest.fixture(params=["rows", "memory"])
def temporary(request: pytest.FixtureRequest) -> bool:
    return request.param == "memory"


async def test_words_go_down_the_road_and_the_answer_is_stored(rows: Rows, temporary: bool) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows, own="Call me Ada.")
    chat = await a_new_chat(turns, caller, instructions="Be brief.", temperature=0.3, temporary=temporary)
    road.will(HELLO)
    started = await turns.start(caller, chat, words("What is a seal?"))
    answer = await stored(turns, caller, started)
    assert (answer.text, answer.status, answer.model, answer.destination) == (
        "Hello",
        Status.COMPLETE,
        "demo",
        HERE_PLACE,
    )
    prompt = road.asked[0]
    assert [(m.role, m.text) for m in prompt.messages] == [
        (Role.SYSTEM, "Call me Ada.\n\nBe brief."),
        (Role.USER, "What is a seal?"),
    ]
    assert (prompt.chat, prompt.sampling.temperature, prompt.continues) == (chat, 0.3, False)
    opened = await turns.places.access(caller, chat)
    assert prompt.commitment == opened.opened.commitment
    assert (opened.chat.title, opened.chat.leaf_id) == ("What is a seal?", answer.id)
    run = turns.runs.get(started.run_id)
    assert run is not None
    kinds = [event.type for event in run.events]
    assert kinds == ["started", "titled", "reading", "disclosure", "text_delta", "usage", "finished"]


async def test_the_next_prompt_holds_what_was_said_before(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will(HELLO, HELLO)
    first = await turns.start(caller, chat, words("One"))
    await stored(turns, caller, first)
    second = await turns.start(caller, chat, words("Two", first.message_id))
    await stored(turns, caller, second)
    assert [m.text for m in road.asked[1].messages] == ["One", "Hello", "Two"]


async def test_the_same_message_twice_is_one_run(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will(HELLO)
    ask = words()
    one, two = await asyncio.gather(turns.start(caller, chat, ask), turns.start(caller, chat, ask))
    assert one == two
    await stored(turns, caller, one)
    assert await turns.start(caller, chat, ask) == one
    assert len(road.asked) == 1


async def test_a_message_id_of_another_chat_is_not_found(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    one, two = await a_new_chat(turns, caller), await a_new_chat(turns, caller)
    road.will(HELLO)
    ask = words()
    started = await turns.start(caller, one, ask)
    with pytest.raises(MessageNotFound):
        await turns.start(caller, two, ask)
    with pytest.raises(MessageNotFound):
        await turns.start(caller, two, words("Hi", started.message_id))
    with pytest.raises(ChatNotFound):
        await turns.start(someone(), one, words())
    await stored(turns, caller, started)


async def test_a_chat_that_outgrows_the_context_leaves_out_its_oldest_turns(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows, replace(a_model(), profile=Profile(600, 100)))
    chat = await a_new_chat(turns, caller)
    parent: MessageId | None = None
    answer: Message | None = None
    for number in range(6):
        road.will((TextDelta("answer " * 20), Finished("stop")))
        started = await turns.start(caller, chat, words(f"question {number} " * 20, parent))
        answer = await stored(turns, caller, started)
        parent = answer.id
    assert answer is not None
    assert answer.left_out > 0
    newest = road.asked[-1].messages
    assert newest[-1].text.startswith("question 5")
    assert newest[0].role is Role.USER
    gauge = await turns.gauge(caller, chat, 0)
    assert gauge.left_out > 0
    assert gauge.context_tokens == 600


async def test_a_model_that_counts_more_than_we_thought_gets_less_until_it_fits(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    parent: MessageId | None = None
    for _ in range(3):
        road.will(HELLO)
        started = await turns.start(caller, chat, words("word " * 200, parent))
        parent = (await stored(turns, caller, started)).id
    road.will((PromptTooLong(9_000, 4_096),), (PromptTooLong(5_000, 4_096),), HELLO)
    started = await turns.start(caller, chat, words("word " * 200, parent))
    answer = await stored(turns, caller, started)
    lengths = [len(prompt.messages) for prompt in road.asked[-3:]]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == 3
    assert (answer.status, answer.text) == (Status.COMPLETE, "Hello")
    assert answer.left_out == 7 - lengths[-1]


async def test_what_can_never_fit_is_refused_with_the_models_own_count(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will((PromptTooLong(9_000, 4_096),))
    answer = await stored(turns, caller, await turns.start(caller, chat, words("word " * 3000)))
    assert answer.trouble is not None
    assert (answer.trouble.code, "9000" in answer.trouble.message) == ("prompt_too_long", True)


async def test_what_is_too_long_by_far_is_refused_before_it_is_stored(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    with pytest.raises(PromptTooLong) as refused:
        await turns.start(caller, chat, words("x" * 500_000))
    assert refused.value.details == {"tokens": refused.value.tokens, "context_tokens": 4096}
    with pytest.raises(MessageTooLarge):
        await turns.start(caller, chat, words("x" * 5_000_000))
    assert (await turns.places.access(caller, chat)).opened.nodes == ()


async def test_trouble_on_the_road_is_told_and_stored_and_the_answer_can_be_tried_again(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will((ModelUnavailable("The engine restarts.", hint="Try again.", retry_after=1),), HELLO)
    failed = await stored(turns, caller, started := await turns.start(caller, chat, words()))
    assert failed.status is Status.FAILED
    assert failed.trouble is not None
    assert (failed.trouble.code, failed.trouble.retryable) == ("model_unavailable", True)
    again = await stored(turns, caller, await turns.start(caller, chat, Again(failed.id)))
    assert (again.text, again.parent_id, again.id != failed.id) == ("Hello", started.user_message_id, True)


async def test_stop_ends_the_stream_at_once_keeps_the_text_and_leaves_the_road(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will((TextDelta("Half"), asyncio.Event(), TextDelta("never"), Finished("stop")))
    started = await turns.start(caller, chat, words())
    run = turns.runs.get(started.run_id)
    assert run is not None
    while not run.message().text:
        await run.changed(len(run.events), 5)
    run.cancel()
    assert run.events[-1] == Finished("cancelled")
    await asyncio.wait_for(road.left.wait(), 5)
    answer = await stored(turns, caller, started)
    assert (answer.text, answer.status) == ("Half", Status.CANCELLED)


async def test_two_answers_at_once_in_one_chat_do_not_touch_each_other(rows: Rows) -> None:
    road, caller, gate = ScriptedRoad(), someone(), asyncio.Event()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will((TextDelta("left"), gate, Finished("stop")), (TextDelta("right"), gate, Finished("stop")))
    one = await turns.start(caller, chat, words("One"))
    two = await turns.start(caller, chat, words("Two"))
    for started, text in ((one, "left"), (two, "right")):
        run = turns.runs.get(started.run_id)
        assert run is not None
        while run.message().text != text:
            await run.changed(len(run.events), 5)
    turns.runs.of(caller, one.run_id).cancel()
    gate.set()
    assert (await stored(turns, caller, one)).status is Status.CANCELLED
    right = await stored(turns, caller, two)
    assert (right.text, right.status) == ("right", Status.COMPLETE)


async def test_continue_appends_to_the_same_message(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will((TextDelta("One two"), Finished("length")), (TextDelta(" three"), Finished("stop")))
    first = await stored(turns, caller, await turns.start(caller, chat, words()))
    started = await turns.start(caller, chat, Continue(first.id))
    answer = await stored(turns, caller, started)
    assert (answer.id, answer.text, answer.finish) == (first.id, "One two three", "stop")
    assert started.user_message_id is None
    prompt = road.asked[1]
    assert prompt.continues
    assert [m.text for m in prompt.messages] == ["Hi", "One two"]
    run = turns.runs.get(started.run_id)
    assert run is not None
    assert Snapshot("One two", "") in run.events


async def test_a_model_that_is_fit_for_work_writes_the_title(rows: Rows) -> None:
    road, caller, gate = ScriptedRoad(), someone(), asyncio.Event()
    turns = turns_on(road, rows, replace(a_model(), fit_for_work=True))
    chat = await a_new_chat(turns, caller)
    road.title = [TextDelta("A better title"), Finished("stop")]
    road.will((TextDelta("Hello"), gate, Finished("stop")))
    started = await turns.start(caller, chat, words("some first words"))
    run = turns.runs.get(started.run_id)
    assert run is not None
    async with asyncio.timeout(5):
        while Titled("A better title") not in run.events:
            await run.changed(len(run.events), 5)
    gate.set()
    await stored(turns, caller, started)
    assert (await turns.places.access(caller, chat)).chat.title == "A better title"


async def test_any_other_model_writes_no_title(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will(HELLO)
    await stored(turns, caller, await turns.start(caller, chat, words("some first words")))
    assert road.titles == []
    assert (await turns.places.access(caller, chat)).chat.title == "some first words"


async def test_no_answer_is_begun_without_a_model_or_over_the_limit(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    with pytest.raises(ModelUnknown):
        await turns.start(caller, chat, replace(words(), model="nobody"))
    with pytest.raises(Unavailable):
        await replace(turns, catalogue=OneModel(a_model(), State.UNAVAILABLE)).start(caller, chat, words())
    # Trying again helps against the one and not against the other.
    empty = replace(turns, catalogue=OneModel(None))
    with pytest.raises(NoModel):
        await empty.start(caller, chat, words())
    with pytest.raises(NoModel):
        await empty.model(caller, None)
    gate = asyncio.Event()
    road.will(*[(gate, Finished("stop"))] * RUNS_PER_PERSON)
    begun = [await turns.start(caller, chat, words()) for _ in range(RUNS_PER_PERSON)]
    with pytest.raises(TooManyRuns):
        await turns.start(caller, chat, words())
    gate.set()
    for started in begun:
        await ended(turns, started)
    assert len((await turns.places.access(caller, chat)).opened.nodes) == 2 * RUNS_PER_PERSON


async def test_a_failure_after_the_first_word_keeps_the_words(rows: Rows) -> None:
    road, caller = ScriptedRoad(), someone()
    turns = turns_on(road, rows)
    chat = await a_new_chat(turns, caller)
    road.will((Reading(0), TextDelta("Half"), Failed("answer_broken", "It broke.", None, True)))
    answer = await stored(turns, caller, started := await turns.start(caller, chat, words()))
    assert (answer.text, answer.status) == ("Half", Status.FAILED)
    run = turns.runs.get(started.run_id)
    assert run is not None
    assert isinstance(run.events[0], Started)


async def test_a_question_with_a_file_has_its_words_before_it(rows: Rows) -> None:
    road = ScriptedRoad()
    turns, caller, (chat, asked) = await with_a_file(road, rows, b"The budget is 4711.")
    road.will(HELLO)
    message = await stored(turns, caller, await turns.start(caller, chat, asked))
    assert message.attached == 19
    text = road.asked[0].messages[-1].text
    assert text == '<document name="a.txt" part="lines 1-1">\nThe budget is 4711.\n</document>\n\nHi'


async def test_files_that_a_model_counts_as_too_long_are_cut_and_named(rows: Rows) -> None:
    road = ScriptedRoad()
    turns, caller, (chat, asked) = await with_a_file(road, rows, *(b"x" * 900 for _ in range(20)))
    road.will((PromptTooLong(9000, 4096),), (PromptTooLong(6000, 4096),), HELLO)
    started = await turns.start(caller, chat, asked)
    message = await stored(turns, caller, started)
    (cut,) = message.cut_files
    assert (cut.name, cut.unit, cut.of) == ("a.txt", "lines", 20)
    counts = [prompt.messages[-1].text.count("part=") for prompt in road.asked]
    assert counts == sorted(counts, reverse=True)
    assert 0 < counts[-1] == cut.took < counts[0]


async def test_a_turn_that_never_fits_ends_although_it_has_files(rows: Rows) -> None:
    road = ScriptedRoad()
    turns, caller, (chat, asked) = await with_a_file(road, rows, b"x" * 900)
    road.will(*((PromptTooLong(9000, 4096),) for _ in range(9)))
    message = await stored(turns, caller, await turns.start(caller, chat, asked))
    assert message.trouble is not None
    assert message.trouble.code == "prompt_too_long"


async def with_a_file(road: ScriptedRoad, rows: Rows, *lines: bytes) -> tuple[Turns, Caller, tuple[ChatId, Say]]:
    """A chat with a file of these portions, and a question that it goes with."""
    turns, caller = turns_on(road, rows), someone()
    chat = await a_new_chat(turns, caller)
    place = FileRows(rows.store, rows.vault, rows.node)
    turns = replace(turns, shelf=a_shelf(turns.places, place))
    listed = tuple(Listed(Place(Unit.LINES, 0, first=at, last=at), len(line)) for at, line in enumerate(lines, 1))
    file = File(FileId(new_id()), "a.txt", clock.now(), FileState.READY, 9, Kind.TEXT, listed)
    chunks = [Chunk(file.id, Part.PORTION, number, line) for number, line in enumerate(lines)]
    await place.write(caller, chat, [Add(file), *chunks])
    return turns, caller, (chat, replace(words(), files=(Wanted(file.id),)))
