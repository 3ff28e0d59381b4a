import pytest

from inhouse.knowledge.document import Place, Portion, Unit
from inhouse.knowledge.formats import plain
from inhouse.knowledge.formats.trouble import KindUnknown

GERMAN = "Die Größe der Straße über dem Fluß, schön gemessen und für gut befunden.\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_decoded_as_what_it_is(encoding: str) -> None:
    assert plain.decoded(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize("content", [b"a\0b", bytes(range(1, 32)) * 20, b"\x80\x81\x01\x02\x03" * 100])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(KindUnknown):
        plain.decoded(content)


def test_lines_have_numbers() -> None:
    assert list(plain.read(b"one\ntwo\r\nthree")) == [Portion(Place(Unit.LINES, 0, first=1, last=3), "one\ntwo\nthree")]
