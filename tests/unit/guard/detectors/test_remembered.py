"""Answers hang on a keyed hash, and there are only so many."""

from inhouse.guard.detectors.remembered import Remembered


def test_an_answer_is_there_for_the_same_text_alone() -> None:
    remembered: Remembered[tuple[int, ...]] = Remembered()
    remembered.keep(remembered.key("Anna"), ())
    assert remembered.recall(remembered.key("Anna")) == ()
    assert remembered.recall(remembered.key("Anne")) is None


def test_no_text_is_kept_and_no_two_have_the_same_key() -> None:
    one: Remembered[int] = Remembered()
    other: Remembered[int] = Remembered()
    one.keep(one.key("Anna Huber"), 1)
    assert one.key("Anna Huber") != other.key("Anna Huber")
    assert "Anna" not in repr(vars(one))


def test_the_one_that_was_not_asked_for_longest_is_forgotten() -> None:
    remembered: Remembered[int] = Remembered(most=2)
    for number in (1, 2):
        remembered.keep(remembered.key(str(number)), number)
    remembered.recall(remembered.key("1"))
    remembered.keep(remembered.key("3"), 3)
    assert [remembered.recall(remembered.key(str(number))) for number in (1, 2, 3)] == [1, None, 3]


def test_half_a_pair_of_surrogates_has_a_key_too() -> None:
    assert Remembered[int]().key("\ud800")
