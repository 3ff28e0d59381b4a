"""The way back from an edited text."""

from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.reading.offsets import Edit, Step, changed


def test_a_text_without_edits_is_where_it_was() -> None:
    assert Step([]).back(3, 5) == (3, 5)


def test_what_stands_behind_an_edit_has_moved() -> None:
    edits = [(2, 8, "ü")]
    assert changed("M-\\u00fc-ller"[:2] + "\\u00fc" + "ller", edits) == "M-üller"
    assert Step(edits).back(3, 7) == (8, 12)


def test_a_part_of_an_edit_is_the_whole_of_it() -> None:
    step = Step([(1, 2, "abc")])
    assert step.back(2, 3) == (1, 2)
    assert step.back(0, 2) == (0, 2)


def test_what_was_taken_out_at_the_rim_does_not_belong() -> None:
    step = Step([(0, 1, ""), (3, 4, "")])
    assert step.back(0, 2) == (1, 3)
    assert step.back(0, 3) == (1, 5)


def test_an_empty_piece_has_a_place() -> None:
    assert Step([(0, 4, "")]).back(0, 0) == (4, 4)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(min_size=1, max_size=40))
    edits: list[Edit] = []
    reached = 0
    while reached < len(text) and draw(st.booleans()):
        start = draw(st.integers(reached, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        edits.append((start, end, draw(st.text(max_size=3))))
        reached = end
    return text, edits


@given(edited())
def test_every_piece_made_again_from_its_origin_holds_the_piece(given_: tuple[str, list[Edit]]) -> None:
    text, edits = given_
    after = changed(text, edits)
    step = Step(edits)
    for start in range(len(after)):
        for end in range(start + 1, len(after) + 1):
            first, last = step.back(start, end)
            assert 0 <= first <= last <= len(text)
            inside = [
                (edit_start - first, edit_end - first, plain)
                for edit_start, edit_end, plain in edits
                if edit_start >= first and edit_end <= last
            ]
            assert after[start:end] in changed(text[first:last], inside)
