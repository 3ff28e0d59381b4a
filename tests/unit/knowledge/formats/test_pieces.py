from inhouse.knowledge.document import PORTION_BYTES, Place, Unit
from inhouse.knowledge.formats.pieces import label_of, portions, rows


def test_lines_are_gathered_with_their_numbers() -> None:
    lines = [f"{number:099d}" for number in range(1, 201)]
    found = list(rows(lines, Unit.LINES))
    assert [(one.place.first, one.place.last) for one in found] == [(1, 81), (82, 162), (163, 200)]
    assert "\n".join(one.text for one in found).split("\n") == lines
    assert all(len(one.text.encode()) <= PORTION_BYTES for one in found)


def test_blank_lines_count_and_make_no_portion_alone() -> None:
    assert list(rows(["", " ", ""], Unit.LINES)) == []
    (only,) = rows(["", "words", ""], Unit.LINES)
    assert (only.place.first, only.place.last, only.text) == (1, 3, "\nwords\n")


def test_a_line_longer_than_a_portion_is_cut_between_words() -> None:
    line = "word " * 5_000
    found = list(rows(["short", line, "end"], Unit.LINES))
    assert [one.place.piece for one in found if one.place.first == 2] == [1, 2, 3, 4]
    assert "".join(one.text for one in found[1:-1]) == line
    assert all(len(one.text.encode()) <= PORTION_BYTES for one in found)


def test_a_long_page_becomes_pieces_that_lose_nothing() -> None:
    text = "\N{GRINNING FACE}" * 9_000 + "end"
    found = list(portions(Place(Unit.PAGE, 4), text))
    assert "".join(one.text for one in found) == text
    assert [one.place.piece for one in found] == list(range(1, len(found) + 1))
    assert all(len(one.text.encode()) <= PORTION_BYTES for one in found)


def test_a_page_without_words_is_no_portion() -> None:
    assert list(portions(Place(Unit.PAGE, 1), " \n ")) == []


def test_a_label_is_one_line_without_hidden_characters() -> None:
    assert label_of("  Costs\n2026\u202e \x07") == "Costs 2026"
    assert len(label_of("x" * 500)) == 80
