"""The scanner with detectors that find what they are told: what is remembered, and what stays of overlapping pieces."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.finding import Finding, Found
from inhouse.guard.normal import View
from inhouse.guard.scan import CANNOT_INSPECT, Scanner, settled


class Words:
    """Finds the words of a pattern, and counts how often it was asked."""

    def __init__(self, kind: str, pattern: str) -> None:
        self.name = kind
        self._kind, self._pattern = kind, re.compile(pattern)
        self.asked = 0

    def find(self, view: View) -> Iterator[Found]:
        self.asked += 1
        for match in self._pattern.finditer(view.text):
            yield Found(self._kind, match.start(), match.end(), match.group())


class Broken:
    name = "broken"

    def find(self, view: View) -> Iterator[Found]:
        raise ValueError(view.text[:3])


def spans(text: str, *detectors: Words) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in Scanner(detectors).scan(text)]


def test_every_detector_reads_and_findings_come_in_the_order_of_the_text() -> None:
    text = "Falcon belongs to anna@corp.de"
    found = spans(text, Words("personal.email", r"\S+@\S+"), Words("term.project", "Falcon"))
    assert found == [("term.project", "Falcon"), ("personal.email", "anna@corp.de")]


@pytest.mark.parametrize(
    ("text", "detectors", "stays"),
    [
        ("key-anna@corp.de", [Words("secret.key", "key-anna"), Words("personal.email", r"\S+@\S+")], ["key-anna"]),
        ("at anna@corp.de", [Words("term.other", "corp"), Words("personal.email", r"\S+@\S+")], ["anna@corp.de"]),
        (
            "Anna Falcon GmbH",
            [Words("name.person", "Anna Falcon"), Words("term.other", "Falcon GmbH")],
            ["Anna ", "Falcon GmbH"],
        ),
        ("Anna", [Words("name.person", "Anna"), Words("name.place", "Anna")], ["Anna"]),
    ],
)
def test_of_overlapping_pieces_the_surer_stays(text: str, detectors: list[Words], stays: list[str]) -> None:
    assert [piece for _, piece in spans(text, *detectors)] == stays


def test_a_detector_that_breaks_is_a_finding_and_the_others_go_on() -> None:
    found = Scanner([Broken(), Words("term.other", "plan")]).scan("the plan")
    assert [(each.kind, each.detector) for each in found] == [(CANNOT_INSPECT, "broken"), ("term.other", "term.other")]


async def test_a_long_text_is_read_once() -> None:
    detector = Words("term.other", "plan")
    scanner = Scanner([detector])
    long = "the plan " * 20_000
    first = await scanner.scan_all([long, "plan", long])
    readings = detector.asked
    assert [len(each) for each in first] == [20_000, 1, 20_000]
    assert await scanner.scan_all([long]) == first[:1]
    assert detector.asked == readings


@given(
    st.lists(
        st.builds(
            lambda kind, start, length: Finding(kind, start, start + length, "x" * length),
            st.sampled_from(["secret.a", "personal.b", "term.c", "name.d", "label.e"]),
            st.integers(0, 60),
            st.integers(1, 12),
        ),
        max_size=25,
    )
)
def test_what_stays_never_overlaps_and_leaves_no_letter_of_a_sure_finding_uncovered(found: list[Finding]) -> None:
    kept = [each for each in settled(found) if each.kind != "label.e"]
    for one, next_one in pairwise(kept):
        assert one.end <= next_one.start
    covered = {at for each in kept for at in range(each.start, each.end)}
    assert all(covered & set(range(each.start, each.end)) for each in found if each.kind != "label.e")


def test_two_secrets_that_overlap_leave_nothing_between_them() -> None:
    text = "the aaa-bbb-cc ends"
    found = spans(text, Words("secret.long", "aaa-bbb"), Words("secret.short", "bbb-cc"))
    assert found == [("secret.long", "aaa-bbb-cc")]
