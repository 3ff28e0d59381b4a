"""However an answer is cut into pieces, and wherever a reader comes in, everybody ends with the same message."""

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.chat.fold import fold
from inhouse.chat.runs import About, Run
from inhouse.core.events import Event, Finished, Reading, ReasoningDelta, Snapshot, TextDelta, Titled, Usage
from inhouse.core.ids import ChatId, RunId, new_id
from tests.chats import an_answer
from tests.people import someone

ANSWER = an_answer(None)
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
PIECES = st.lists(st.tuples(st.booleans(), TEXT), max_size=30)
EVENTS = st.lists(
    st.one_of(
        st.builds(TextDelta, TEXT),
        st.builds(ReasoningDelta, TEXT),
        st.builds(Reading, st.integers(0, 99)),
        st.builds(Usage, st.integers(0, 99), st.integers(0, 99)),
        st.builds(Snapshot, TEXT, TEXT),
        st.builds(Titled, TEXT),
    ),
    max_size=40,
)


def a_run() -> Run:
    return Run(About(RunId(new_id()), ChatId(new_id()), someone().person, ANSWER))


def delta(reasoning: bool, text: str) -> Event:
    return ReasoningDelta(text) if reasoning else TextDelta(text)


async def logged(events: list[Event]) -> Run:
    run = a_run()
    for event in events:
        run.publish(event)
    run.publish(Finished("stop"))
    return run


@given(PIECES, st.data())
def test_the_folded_text_does_not_depend_on_the_cuts(pieces: list[tuple[bool, str]], data: st.DataObject) -> None:
    finer: list[Event] = []
    for reasoning, text in pieces:
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
        bounds = [0, *cuts, len(text)]
        finer += [delta(reasoning, text[a:b]) for a, b in pairwise(bounds)]
    assert fold(ANSWER, finer) == fold(ANSWER, [delta(*piece) for piece in pieces])


@given(EVENTS)
def test_one_fold_equals_a_fold_for_each_event(events: list[Event]) -> None:
    one_by_one = ANSWER
    for event in events:
        one_by_one = fold(one_by_one, [event])
    assert fold(ANSWER, events) == one_by_one


def test_a_long_answer_does_not_cost_the_square_of_its_length() -> None:
    # Copied at every piece, this text would be 200 GB.
    pieces = [delta(reasoning=number % 2 == 0, text="x" * 40) for number in range(100_000)]
    began = time.process_time()
    folded = fold(ANSWER, pieces)
    assert (len(folded.text), len(folded.reasoning)) == (2_000_000, 2_000_000)
    assert time.process_time() - began < 5


@settings(deadline=None)
@given(EVENTS)
async def test_joining_tiny_pieces_changes_no_answer(events: list[Event]) -> None:
    run = await logged(events)
    assert run.message() == fold(ANSWER, [*events, Finished("stop")])
    assert fold(ANSWER, run.events) == run.message()


@settings(deadline=None)
@given(EVENTS, st.integers(0, 60))
async def test_replay_from_any_number_equals_the_whole(events: list[Event], number: int) -> None:
    run = await logged(events)
    before = fold(ANSWER, run.events[:number])
    assert fold(before, run.since(number)) == run.message()
