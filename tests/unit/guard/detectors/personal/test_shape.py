import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.personal.shape import CHECKED, FORMED, LABELLED, Hit, compact, digits, each, strongest


def hit(start: int, end: int, strength: int = CHECKED) -> Hit:
    return Hit("personal.iban", start, end, "", strength)


def test_matches_inside_others_are_read_too() -> None:
    assert [match[0] for match in each(re.compile("aa"), "aaab", 0, 4)] == ["aa", "aa"]


def test_a_match_begins_in_its_region_and_may_end_behind_it() -> None:
    assert [match.start() for match in each(re.compile("ab"), "ab ab ab", 3, 4)] == [3]


def test_the_surer_and_the_longer_stays() -> None:
    assert list(strongest([hit(0, 9, FORMED), hit(5, 7, LABELLED)])) == [hit(5, 7, LABELLED)]
    assert list(strongest([hit(0, 4), hit(2, 9)])) == [hit(2, 9)]
    assert list(strongest([hit(8, 9), hit(0, 4), hit(4, 8)])) == [hit(0, 4), hit(4, 8), hit(8, 9)]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(1, 3)), max_size=40))
def test_what_stays_never_overlaps_and_touches_all_that_went(given_hits: list[tuple[int, int, int]]) -> None:
    hits = [hit(start, start + length, strength) for start, length, strength in given_hits]
    kept = list(strongest(list(hits)))
    assert all(left.end <= right.start for left, right in pairwise(kept))
    assert all(any(one.start < other.end and other.start < one.end for other in kept) for one in hits)


def test_plain_spellings() -> None:
    assert compact("de89-3704 0044") == "DE8937040044"
    assert digits("+49 (0)30/90") == "4903090"
