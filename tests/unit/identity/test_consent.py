"""Whether a message may be used for training."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.identity.consent import FORBIDDEN, Consent, Rule, consented, stands

PURPOSE = Rule(3, allowed=True, purpose="A model of our own for answers about our machines.")
ME, HERE, THERE = PersonId(new_id()), ChatId(new_id()), ChatId(new_id())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(hour: int) -> datetime:
    return NOON + timedelta(hours=hour)


def said(hour: int, chat: ChatId | None = None, *, yes: bool = True, purpose: Rule = PURPOSE) -> Consent:
    return Consent(new_id(), ME, chat, yes, purpose.hash, at(hour))


def test_nothing_said_means_no() -> None:
    assert consented([], PURPOSE, HERE, at(0)) is None


def test_a_yes_from_now_on_is_about_what_is_written_later() -> None:
    yes = said(1)
    assert consented([yes], PURPOSE, HERE, at(0)) is None
    assert consented([yes], PURPOSE, HERE, at(2)) is yes


def test_a_yes_for_a_chat_is_about_all_of_that_chat_and_no_other() -> None:
    yes = said(5, HERE)
    assert consented([yes], PURPOSE, HERE, at(0)) is yes
    assert consented([yes], PURPOSE, THERE, at(6)) is None


def test_a_no_takes_everything_back() -> None:
    assert consented([said(0), said(1, HERE), said(2, yes=False)], PURPOSE, HERE, at(1)) is None


def test_a_no_for_a_chat_holds_although_everything_later_is_allowed() -> None:
    words = [said(0, HERE, yes=False), said(1)]
    assert consented(words, PURPOSE, HERE, at(2)) is None
    assert consented(words, PURPOSE, THERE, at(2)) is words[1]


def test_a_yes_to_other_words_is_no_yes() -> None:
    other = Rule(4, allowed=True, purpose="A model that we sell.")
    assert consented([said(0)], other, HERE, at(1)) is None
    assert consented([said(0, purpose=other)], other, HERE, at(1)) is not None


def test_a_person_counts_while_any_yes_of_theirs_stands() -> None:
    assert not stands([], PURPOSE)
    assert stands([said(0)], PURPOSE)
    assert stands([said(0, HERE)], PURPOSE)
    assert not stands([said(0, HERE), said(1, HERE, yes=False)], PURPOSE)
    assert not stands([said(0), said(0, HERE), said(1, yes=False)], PURPOSE)
    assert stands([said(0, yes=False), said(1, HERE)], PURPOSE)
    assert not stands([said(0, purpose=Rule(4, allowed=True, purpose="Other words."))], PURPOSE)
    assert not stands([said(0, purpose=FORBIDDEN)], FORBIDDEN)


words = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([None, HERE, THERE]), st.booleans()), max_size=8)


@given(words, st.integers(0, 10))
def test_what_the_organisation_forbids_nobody_allows(spoken: list[tuple[int, ChatId | None, bool]], hour: int) -> None:
    told = [said(when, chat, yes=yes) for when, chat, yes in sorted(spoken, key=lambda each: each[0])]
    assert consented(told, FORBIDDEN, HERE, at(hour)) is None
    assert consented(told, Rule(4, allowed=False, purpose=PURPOSE.purpose), HERE, at(hour)) is None


@given(words, st.integers(0, 10))
def test_after_a_no_to_everything_nothing_may_be_used(spoken: list[tuple[int, ChatId | None, bool]], hour: int) -> None:
    told = [said(when, chat, yes=yes) for when, chat, yes in sorted(spoken, key=lambda each: each[0])]
    assert consented([*told, said(10, yes=False)], PURPOSE, HERE, at(hour)) is None
