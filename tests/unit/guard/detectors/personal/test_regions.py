from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.guard.detectors.personal.one_by_one import OneByOne
from inhouse.guard.detectors.personal.regions import Regions
from inhouse.guard.detectors.personal.shape import Place
from inhouse.guard.normal import View
from tests.personal_data import detector

WORD = Place(rb"tel", dense=False)
NUMBER = Place(rb"[0-9](?: ?[0-9]){3}")


def test_matches_that_overlap_are_one_region() -> None:
    assert Regions([NUMBER]).of(View("a 12 34 56 b 123456")) == [(0, 2, 10), (0, 13, 19)]


def test_patterns_that_need_digits_are_tried_near_six_of_them_only() -> None:
    assert Regions([NUMBER]).of(View("a 1234 b")) == []
    assert Regions([NUMBER]).of(View("a 1234 b 12.34.56")) == [(0, 2, 6)]
    assert Regions([NUMBER]).of(View("1234" + " " * 200 + "123456")) == [(0, 204, 210)]


def test_digits_far_from_each_other_have_their_own_places() -> None:
    text = "123456" + " " * 300 + "é 65432 1" + "\n" * 300 + "1234567"
    assert Regions([NUMBER]).of(View(text)) == [(0, 0, 6), (0, 308, 315), (0, 615, 622)]


def test_places_are_code_points() -> None:
    assert Regions([WORD, NUMBER]).of(View("é€😀 Tel 123456 ü")) == [(0, 4, 7), (1, 8, 14)]


def test_the_first_place_of_a_text_counts() -> None:
    assert Regions([NUMBER]).of(View("123456")) == [(0, 0, 6)]


TEXTS = st.lists(
    st.sampled_from(
        [
            "+49",
            "171",
            "0",
            "12",
            "3704",
            "4539",
            "-",
            " ",
            ".",
            "/",
            "DE",
            "FR",
            "ES",
            "X",
            "tel ",
            "né ",
            "born ",
            "IBAN ",
            "\n",
            "ü",
            "€",
            ":",
            "a@b.de",
            "lat",
            "10.2.3.4",
        ]
    ),
    max_size=40,
).map("".join)
BY_ONE = Regions([place for shape in detector()._shapes for place in shape.places], OneByOne)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_both_engines_find_the_same_regions(text: str) -> None:
    view = View(text)
    assert detector()._regions.of(view) == BY_ONE.of(view)
