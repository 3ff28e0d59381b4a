import pytest

from inhouse.knowledge.document import Place, Portion, Progress, Unit
from inhouse.knowledge.formats import pdf
from inhouse.knowledge.formats.trouble import Damaged, Encrypted
from tests import documents


def test_each_page_with_text_is_a_portion() -> None:
    found = list(pdf.read(documents.pdf("First page (with brackets).", "", "Größe")))
    assert found == [
        Progress(0, 3),
        Portion(Place(Unit.PAGE, 1), "First page (with brackets)."),
        Portion(Place(Unit.PAGE, 3), "Größe"),
    ]


def test_a_scan_has_no_portions() -> None:
    assert list(pdf.read(documents.picture("PDF"))) == [Progress(0, 1)]


def test_what_needs_a_password_says_so() -> None:
    with pytest.raises(Encrypted):
        list(pdf.read(documents.pdf("a", password=b"x")))


def test_what_is_damaged_says_so() -> None:
    with pytest.raises(Damaged):
        list(pdf.read(b"%PDF-1.7 and nothing more"))
