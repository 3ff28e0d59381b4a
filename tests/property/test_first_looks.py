"""The guard looks quickly first, and closely only where something may be: it finds what it would find looking closely
everywhere.

Each detector is compared with itself without its first looks, windows and blocks, on texts made of what it knows, of
what word processors make of that, and of signs that look alike.
"""

# ruff: noqa: RUF001 (signs that look alike are what is tested)

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.guard.detectors import marks
from inhouse.guard.detectors.labels import Labels, marks_of
from inhouse.guard.detectors.personal.email import SHAPES as MAIL
from inhouse.guard.detectors.personal.ip_address import SHAPES as ADDRESSES
from inhouse.guard.detectors.personal.one_by_one import OneByOne
from inhouse.guard.detectors.personal.regions import Regions
from inhouse.guard.detectors.personal.shape import Shape
from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.candidates import CLOSE, Candidates, Keywords, Places
from inhouse.guard.detectors.secrets.expressions import Expressions
from inhouse.guard.detectors.secrets.rules import Rule, rules
from inhouse.guard.detectors.terms import Dictionary, Term
from inhouse.guard.finding import Found
from inhouse.guard.normal import View, plain_letters
from inhouse.guard.reading import letters
from tests.drawn import matching

TRIES = 15
SIGNS = [
    *"\n\t\r .,:;=|-_/()[]<>{}*#&!\"'`\\",
    *"–—−•·„“”’«…€→\u00a0\u202f\u200b\u00ad\u2028",
    *"éÄßſKﬁªİЖо日ⅷ①٣１＠😀\x00\x7f\x85ÿ",
    *("  ", "\n\n", " – ", " — ", " ist ", ": "),
]
VALUES = ["Xk7!mP2q", "hunter2", "geheim", "a,b9!Zx", "''", '"Zx9!kLm2"', "sEcr3t,Word7", "x", "Üb9!kLm2"]
MARKS = [
    word.strip()
    for listed in (*marks.MARKS.values(), *marks.BARE.values(), marks.HEADINGS, marks.PUBLIC)
    for word in listed.split(",")
]
PEOPLE = [
    "anna.muster@firma-nord.de", "jürgen@müller.de", '"john doe"@acme.com', "x@[10.1.2.3]", "@app.route", "a@b@c.de",
    "я@почта.рф", "10.20.30.40", "8.8.8.8:53", "192.168.7.1/24", "2001:4860:1:2::3", "host 172.20.1.9",
]  # fmt: skip
WORDS = ["Nordwind", "NORDWINDS", "Projekt", "Falke", "falke", "Müller", "MUELLER", "R&D", "Plan", "东京", "Étoile"]
TERMS = Dictionary(
    [Term(term, "other") for term in ("Nordwind", "Projekt Falke", "Müller", "R&D Plan", "Plan Étoile", "东京")]
)
LABELS = Labels()


class Everywhere:
    """The look that leaves nothing out."""

    def places(self, data: bytes) -> Places:
        """All of the text, for each rule and for columns."""
        return {number: list(range(0, len(data) + CLOSE, CLOSE)) for number in range(len(rules()) + 1)}


LOOKS: dict[str, Candidates] = {"hyperscan": Expressions(rules()), "keywords": Keywords(rules())}
CLOSELY = Secrets([replace(rule, run=0) for rule in rules()], Everywhere())


def drawn(number: int, seed: int) -> str:
    """What a rule finds, or nearly."""
    return matching(rules()[number].pattern, random.Random(seed))  # noqa: S311 (repeatable, not secret)


def in_any_case(piece: str) -> st.SearchStrategy[str]:
    return st.sampled_from([piece, piece, piece.upper(), piece.lower()])


OF_RULES = st.builds(drawn, st.integers(0, len(rules()) - 1), st.integers(0, 999))
GIVEN = st.builds("{}{}".format, st.builds(drawn, st.integers(0, 13), st.integers(0, 999)), st.sampled_from(VALUES))
KNOWN = st.one_of(*map(st.sampled_from, (VALUES, PEOPLE, MARKS, WORDS)))
BETWEEN = st.builds(lambda sign, count: sign * count, st.sampled_from(SIGNS), st.sampled_from([1, 1, 1, 2, 70]))


def texts(pieces: st.SearchStrategy[str], most: int = 6) -> st.SearchStrategy[str]:
    """Pieces with signs between them, in the plain letters that detectors read."""
    pairs = st.lists(st.tuples(pieces.flatmap(in_any_case), BETWEEN), max_size=most)
    return pairs.map(lambda found: plain_letters("".join(map("".join, found))))


def as_found(found: Sequence[Found]) -> list[tuple[str, int, int, str]]:
    return [(one.kind, one.start, one.end, one.value) for one in found]


@pytest.mark.parametrize("rule", rules(), ids=[f"{number}-{rule.id}" for number, rule in enumerate(rules())])
def test_what_a_rule_matches_has_a_place_of_its_own_at_each_first_look(rule: Rule) -> None:
    chance, number = random.Random(rule.id), rules().index(rule)  # noqa: S311 (repeatable, not secret)
    for _ in range(TRIES):
        written = matching(rule.pattern, chance)
        for text in (written, written.upper()):
            data = plain_letters(f"x {text}").encode()
            match = rule.expression.search(data)
            if match is None:
                continue
            for name, look in LOOKS.items():
                ends = look.places(data).get(number, [])
                assert any(match.start() < end for end in ends), (name, data[match.start() : match.end()])


@pytest.mark.parametrize("look", LOOKS)
@given(texts(OF_RULES | GIVEN | KNOWN))
@settings(max_examples=120, deadline=None)
def test_secrets_are_those_of_a_close_look(look: str, text: str) -> None:
    view = View(text)
    assert as_found(list(Secrets(look=LOOKS[look]).find(view))) == as_found(list(CLOSELY.find(view)))


@given(
    st.sampled_from(["", "Acme", "Acme Nord", "Minutes of the board on the third of May", "a b c d e f g h i"]),
    st.sampled_from([" — ", " • ", " / ", "   ", " * " * 9]) | st.sampled_from(SIGNS),
    st.sampled_from(MARKS).flatmap(in_any_case),
    st.sampled_from(["", " Page 3", " * * *", *SIGNS]),
)
@settings(max_examples=600, deadline=None)
def test_marks_are_those_of_a_close_look_at_each_line(before: str, sign: str, mark: str, behind: str) -> None:
    line = plain_letters(before + sign + mark + behind).replace("\n", " ")
    assert {one.kind for one in LABELS.find(View(line))} == {mark.kind for mark in marks_of(line)}


@pytest.mark.parametrize("shape", [MAIL[0], *ADDRESSES], ids=["e-mail", "IPv4", "IPv6"])
@given(texts(KNOWN))
@settings(max_examples=150, deadline=None)
def test_what_belongs_to_people_is_found_as_where_all_of_a_text_is_read(shape: Shape, text: str) -> None:
    closely = set(shape.read(text, 0, len(text)))
    for regions in (Regions(shape.places), Regions(shape.places, OneByOne)):
        assert {hit for _, start, end in regions.of(View(text)) for hit in shape.read(text, start, end)} == closely


@given(texts(st.sampled_from(WORDS)), st.sampled_from(["a ", "é ", "€ ", "Ж ", " ", "\n"]), st.integers(0, 5000))
@settings(max_examples=150, deadline=None)
def test_terms_are_the_same_wherever_in_a_text_they_stand(text: str, noise: str, count: int) -> None:
    before = noise * count + ". "
    alone = [(one.value, one.start + len(before), one.end + len(before)) for one in TERMS.find(View(text))]
    assert [(one.value, one.start, one.end) for one in TERMS.find(View(before + text))] == alone


@given(st.lists(st.sampled_from([*SIGNS, *PEOPLE, "\U000e0041", "၅", "a" * 4090]), max_size=20).map("".join))
@settings(max_examples=300, deadline=None)
def test_signs_are_brought_to_one_form_as_each_by_itself(text: str) -> None:
    data = text.encode("utf-8", "replace")
    assert letters.same_length(text, data) == "".join(letters.same_length(sign, sign.encode()) for sign in text)
    unseen = [place for place, sign in enumerate(text) if letters.invisible(sign, sign.encode())]
    assert [start for start, end, _ in letters.invisible(text, data) for start in range(start, end)] == unseen
