import pytest

from inhouse.chat import context
from inhouse.chat.chat import Counted, Node, Speaker
from inhouse.chat.context import Plan, Ratios, Room
from inhouse.core.ids import MessageId, new_id

ROOM = Room(context_tokens=1000, answer_tokens=200)
RATIO = 0.25


def turns(count: int, size: int = 400) -> tuple[Node, ...]:
    """A path of so many turns, each a question and an answer of `size` bytes."""
    speakers = (Speaker.USER, Speaker.ASSISTANT) * count
    return tuple(Node(MessageId(new_id()), None, speaker, size=size, model="m") for speaker in speakers)


def question(size: int) -> Node:
    return Node(MessageId(new_id()), None, Speaker.USER, size=size)


def test_the_answer_has_room_of_its_own_but_at_most_a_quarter() -> None:
    assert ROOM.prompt_tokens == 800
    assert Room(1000, 4000).prompt_tokens == 750


def test_a_short_chat_stays_whole() -> None:
    path = (*turns(2), question(100))
    assert context.plan(path, 0, ROOM, RATIO).first == 0


def test_older_turns_are_left_out_whole_the_oldest_first() -> None:
    # A turn is 2 * (400 * 0.25 + 6) = 212 tokens; 800 hold the newest question (31) and three turns.
    path = (*turns(10), question(100))
    kept = context.plan(path, 0, ROOM, RATIO)
    assert kept == Plan(first=14, tokens=3 * 212 + 31)
    assert path[kept.first].speaker is Speaker.USER


def test_instructions_take_their_room_first() -> None:
    path = (*turns(10), question(100))
    assert context.plan(path, 1200, ROOM, RATIO).first == 16


def test_the_newest_turn_stays_even_when_it_does_not_fit() -> None:
    path = (*turns(3), question(100_000))
    assert context.plan(path, 0, ROOM, RATIO).first == 6


def test_an_unfinished_answer_stays_with_its_question() -> None:
    path = (*turns(3), question(3000), Node(MessageId(new_id()), None, Speaker.ASSISTANT, size=3000))
    assert context.plan(path, 0, ROOM, RATIO).first == 6


def test_a_model_that_counts_more_gets_a_shorter_prompt() -> None:
    path = (*turns(10), question(100))
    before = context.plan(path, 0, ROOM, RATIO)
    after = context.shorter(path, before, 0, 1400, ROOM)
    assert after is not None
    assert after.first > before.first
    assert after.tokens <= ROOM.prompt_tokens


def test_every_attempt_leaves_out_at_least_one_turn_until_none_is_left() -> None:
    path = (*turns(3), question(100))
    kept: Plan | None = context.plan(path, 0, ROOM, RATIO)
    seen: list[int] = []
    while kept is not None:
        seen.append(kept.first)
        kept = context.shorter(path, kept, 0, 900, Room(10_000, 100))
    assert seen == [0, 2, 4, 6]


def test_what_is_too_long_by_far_is_known_without_asking() -> None:
    path = (*turns(1), question(1_000_000))
    assert context.hopeless(path, context.plan(path, 0, ROOM, RATIO), ROOM)
    path = (*turns(1), question(5_000))
    assert not context.hopeless(path, context.plan(path, 0, ROOM, RATIO), ROOM)


def test_the_ratio_of_a_chat_is_learned_from_its_newest_answer() -> None:
    path = list(turns(2))
    # 400 bytes of the first question, 800 of the first turn's end and 400 of the second question.
    path[3] = path[3]._replace(usage=Counted(prompt_tokens=600 + 6 * 4, completion_tokens=50))
    assert context.learned(path, 0, "m") == 0.5
    assert context.learned(path, 0, "another model") is None


def test_the_ratio_of_a_model_rises_at_once_and_falls_slowly() -> None:
    ratios, sent = Ratios(), turns(1, 1000)
    ratios.learn("m", sent, 0, 2000 + 18)
    assert ratios.of("m") == 1.0
    ratios.learn("m", sent, 0, 500 + 18)
    assert ratios.of("m") == pytest.approx(0.85)
    ratios.learn("m", turns(1, 10), 0, 1000)
    assert ratios.of("m") == pytest.approx(0.85)
    assert ratios.of("unknown") == context.TOKENS_PER_BYTE


def test_the_gauge_is_exact_after_an_answer_and_estimated_for_a_draft() -> None:
    path = list(turns(2))
    path[3] = path[3]._replace(usage=Counted(420, 80))
    assert context.gauge(path, None, 0, ROOM, RATIO) == context.Gauge(500, 1000, 0, exact=True)
    drafted = context.gauge(path, question(100), 0, ROOM, RATIO)
    assert (drafted.used_tokens, drafted.exact) == (531, False)


def test_the_gauge_says_how_many_messages_the_next_prompt_leaves_out() -> None:
    shown = context.gauge(turns(10), None, 0, ROOM, RATIO)
    assert shown.left_out == 14
    assert not shown.exact


def test_an_empty_chat_uses_its_instructions_only() -> None:
    assert context.gauge((), None, 400, ROOM, RATIO) == context.Gauge(106, 1000, 0, exact=False)


def asking(size: int, attached: int) -> Node:
    return question(size)._replace(attached=attached)


def test_files_take_what_words_leave() -> None:
    # 800 tokens for the prompt; the question takes 31, and 769 are 3,076 bytes.
    path = (asking(100, 10_000),)
    assert context.plan(path, 0, ROOM, RATIO) == Plan(first=0, tokens=800, attached=3_076)
    assert context.plan((asking(100, 400),), 0, ROOM, RATIO) == Plan(first=0, tokens=131, attached=400)


def test_files_push_out_older_turns_to_a_half_at_most() -> None:
    path = (*turns(10), asking(100, 1_000_000))
    kept = context.plan(path, 0, ROOM, RATIO)
    # Beside the question (31) and half of the prompt (400) there is room for one turn (212).
    assert kept.first == 18
    assert kept.attached == (800 - 31 - 212) / RATIO


def test_a_file_of_an_older_turn_stays_with_it() -> None:
    path = (asking(100, 2_000), *turns(1)[1:], question(100))
    assert context.plan(path, 0, ROOM, RATIO).attached == 2_000
    path = (asking(100, 2_000), *turns(4)[1:], question(100))
    assert context.plan(path, 0, ROOM, RATIO).attached == 0


def test_files_give_way_before_the_last_turn_does() -> None:
    path = (asking(100, 10_000),)
    kept: Plan | None = context.plan(path, 0, ROOM, RATIO)
    seen: list[int] = []
    while kept is not None:
        seen.append(kept.attached)
        kept = context.shorter(path, kept, 0, 900, ROOM)
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == 3_076
    assert seen[-1] == 0
    assert len(seen) < 30


def test_the_ratio_is_learned_with_the_files_that_were_sent() -> None:
    path = [asking(400, 9_000), turns(1)[1]._replace(usage=Counted(400 + 12, 9), attached=1_200)]
    assert context.learned(path, 0, "m") == 0.25


def test_the_gauge_says_how_much_of_the_files_fits() -> None:
    assert context.gauge((), asking(100, 10_000), 0, ROOM, RATIO).attached_fits == 3_076
    assert context.gauge((), asking(100, 400), 0, ROOM, RATIO).attached_fits == 400
