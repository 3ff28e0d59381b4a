"""However an answer is cut into pieces, the same words come back, and no stand-in of the conversation stays."""

import json
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.prompt import Placed, Spot
from inhouse.guard.finding import Finding
from inhouse.guard.stand_ins import Restorer, StandIns, Swap, replace
from tests.stand_ins import EVERYTHING, KEY, TEXT, TOOL, a_map, cut, read, sent

MAP = a_map(*EVERYTHING)
OTHER = a_map(*EVERYTHING, key=b"o" * 32)
STAND_INS = [entry.stand_in for entry in MAP.entries]
PARTS = [entry.stand_in for entry in MAP.parts]
MANGLED = [
    *(each.upper() for each in STAND_INS),
    *(each.lower() for each in STAND_INS),
    *(f"{each[:-4]}\\_{each[-4:]}" for each in (*STAND_INS[:2], *PARTS)),
    *(f"**{each[:-4]}**{each[-4:]}" for each in (*STAND_INS[:2], *PARTS)),
]
BROKEN = [each[:length] for each in (*STAND_INS, *PARTS) for length in range(1, len(each))]
WORDS = ["a person ", "Place", "the ", "\n", "\n\n", " ", "'s", "s", "*", "**", "_", "\\", "é", "🙂", "1", "+", "0"]
MARKUP = [
    "](",
    "![",
    ")",
    "[",
    "]",
    "<a href=",
    ">",
    "https://x.example/?q=",
    '"',
    "`",
    "[x]: ",
    "www.",
    "<",
    "mailto:",
]
PLAIN = st.lists(st.sampled_from([*STAND_INS, *PARTS, *MANGLED, *BROKEN, *WORDS]), max_size=25).map("".join)
ANSWERS = st.lists(st.sampled_from([*STAND_INS, *PARTS, *MANGLED, *BROKEN, *WORDS, *MARKUP]), max_size=30).map("".join)
CUTS = st.lists(st.integers(0, 2000), max_size=60)


@given(ANSWERS, CUTS)
@settings(max_examples=250, deadline=None)
def test_however_an_answer_is_cut_the_same_words_come_back(answer: str, places: list[int]) -> None:
    whole = read(MAP, [answer])
    assert read(MAP, cut(answer, places)) == whole
    assert read(MAP, answer) == whole


def test_every_way_to_cut_a_short_answer_gives_the_same_words() -> None:
    one, two = STAND_INS[0], STAND_INS[6]
    for answer in (f"x{one}s", f"*{one[:6]}**{one[6:]}", f"({two})1", f"{one[:-1]}{two}"):
        whole = read(MAP, [answer])
        for count in range(4):
            for places in combinations(range(1, len(answer)), count):
                assert read(MAP, cut(answer, places)) == whole


@given(st.dictionaries(st.sampled_from("abcdefg"), ANSWERS, max_size=4), CUTS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_however_the_arguments_of_a_tool_are_cut_the_same_words_come_back(
    arguments: dict[str, str], places: list[int], ascii_only: bool
) -> None:
    raw = json.dumps(arguments, ensure_ascii=ascii_only)
    whole = read(MAP, [raw], TOOL)
    assert read(MAP, cut(raw, places), TOOL) == whole
    assert set(json.loads(whole)) == set(arguments)


@given(PLAIN, CUTS)
@settings(max_examples=250, deadline=None)
def test_no_stand_in_of_the_conversation_stays_in_prose(answer: str, places: list[int]) -> None:
    restorer = Restorer(MAP)
    shown = [piece for part in cut(answer, places) for piece in restorer.feed(TEXT, part)]
    shown += restorer.flush(TEXT)
    # What the model wrote and was not restored, with a letter where something was.
    left = "".join("x" if piece.original is not None else piece.text for piece in shown)
    hit = MAP.spotter.find(left)
    assert hit is None or hit.owner is None


@given(ANSWERS, CUTS)
@settings(max_examples=200, deadline=None)
def test_no_letter_is_lost_or_made_up(answer: str, places: list[int]) -> None:
    restorer = Restorer(MAP)
    pieces = [piece for part in cut(answer, places) for piece in restorer.feed(TEXT, part)]
    assert "".join(piece.text for piece in (*pieces, *restorer.flush(TEXT))) == answer


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_the_map_of_one_conversation_restores_nothing_of_another(answer: str) -> None:
    others = {entry.stand_in for entry in OTHER.entries}
    assert others.isdisjoint(STAND_INS)
    assert read(OTHER, [answer]) == answer


@given(st.text(max_size=60), CUTS)
@settings(max_examples=200, deadline=None)
def test_any_text_passes_as_it_is_where_nothing_of_the_conversation_stands(text: str, places: list[int]) -> None:
    assert read(MAP, cut(text, places)) == text


@given(PLAIN, st.lists(st.sampled_from([spelling for _, spelling in EVERYTHING]), max_size=5), CUTS)
@settings(max_examples=200, deadline=None)
def test_a_model_that_repeats_what_it_was_told_is_read_as_what_was_written(
    around: str, names: list[str], places: list[int]
) -> None:
    text = f"{around} {' '.join(names)} {around}"
    stand_ins = StandIns(KEY)
    told = sent(stand_ins, text, *EVERYTHING)
    assert all(spelling not in told for _, spelling in EVERYTHING)
    assert read(stand_ins, cut(told, places)) == text


@given(st.dictionaries(st.sampled_from("abcdefg"), PLAIN, max_size=4), CUTS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_arguments_that_are_repeated_say_what_they_said(
    arguments: dict[str, str], places: list[int], ascii_only: bool
) -> None:
    raw = json.dumps({**arguments, "name": "Anna Müller\n"}, ensure_ascii=ascii_only)
    stand_ins = StandIns(KEY)
    found = (*EVERYTHING, ("name.person", json.dumps("Anna Müller", ensure_ascii=ascii_only)[1:-1]))
    told = sent(stand_ins, raw, *found, spot=Spot.JSON)
    assert json.loads(told)
    assert "ller" not in told
    assert json.loads(read(stand_ins, cut(told, places), TOOL)) == json.loads(raw)


KINDS = ["name.person", "name.place", "term.customer", "personal.email", "personal.phone", "personal.iban"]
KINDS += ["personal.card", "personal.ip_address", "personal.mac_address", "personal.staff_number", "other.kind"]
ANY = st.text(st.characters(), min_size=1, max_size=12)


@given(st.lists(st.tuples(ANY, st.sampled_from(KINDS), ANY), max_size=8), CUTS)
@settings(max_examples=250, deadline=None)
def test_whatever_was_found_wherever_it_stands_comes_back(parts: list[tuple[str, str, str]], places: list[int]) -> None:
    text, swaps = "", list[Swap]()
    for before, kind, spelling in parts:
        text += before
        swaps.append(Swap(Finding(kind, len(text), len(text) + len(spelling), spelling)))
        text += spelling
    stand_ins = StandIns(KEY)
    told = replace(stand_ins, [Placed(text, Spot.WORDS)], [swaps]).texts[0]
    assert read(stand_ins, cut(told, places)) == text
    kept = StandIns.from_bytes(KEY, stand_ins.to_bytes())
    kept.echoes |= stand_ins.echoes
    assert read(kept, [told]) == text
