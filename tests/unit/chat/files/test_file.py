import pytest

from inhouse.chat.files.file import NAME_CHARACTERS, File, Listed, Measures, ending_of, tidy_name
from inhouse.core import clock
from inhouse.core.ids import FileId, new_id
from inhouse.knowledge.document import Place, Unit


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Report.pdf", "Report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        (" a\tb\n\rc\x00\x1b .txt", "a b c .txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("a\u2066b\u200fc\ufeff.txt", "abc.txt"),
        ('a"<script>.txt', "a script .txt"),
        ("\ud800.txt", "txt"),
        ("übersicht 統計.csv", "übersicht 統計.csv"),
    ],
)
def test_a_name_can_be_shown_and_told(given: str, shown: str) -> None:
    assert tidy_name(given) == shown


def test_a_long_name_keeps_its_ends() -> None:
    name = tidy_name("a" * 500 + ".pdf")
    assert len(name) == NAME_CHARACTERS
    assert name.startswith("aaa")
    assert name.endswith("a.pdf")


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), ("a.b c", ""), ("a.ü", ""), (".bashrc", "bashrc")],
)
def test_the_ending_is_small_letters_and_digits(name: str, ending: str) -> None:
    assert ending_of(name) == ending


def test_a_file_knows_what_its_portions_are_called() -> None:
    file = File(FileId(new_id()), "a.pdf", clock.now(), portions=(Listed(Place(Unit.SLIDE, 1), 10),))
    assert (file.unit, file.ending) == ("slide", "pdf")
    picture = File(FileId(new_id()), "a.png", clock.now(), picture=Measures("image/png", 1, 1))
    assert picture.unit == "picture"
