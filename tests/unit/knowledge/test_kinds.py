import pytest

from inhouse.knowledge.document import Kind
from inhouse.knowledge.formats.trouble import Empty, Encrypted, KindUnknown, Trouble
from inhouse.knowledge.kinds import kind_of
from tests import documents

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [
        (documents.pdf("a"), "txt", Kind.PDF),
        (documents.picture("PNG"), "pdf", Kind.PICTURE),
        (documents.picture("JPEG"), "", Kind.PICTURE),
        (documents.picture("GIF"), "", Kind.PICTURE),
        (documents.picture("WEBP"), "", Kind.PICTURE),
        (b"<!DOCTYPE html><p>a", "txt", Kind.PAGE),
        (b"<p>a", "html", Kind.PAGE),
        (b"a;b\n1;2", "csv", Kind.TABLE),
        (b"print('a')", "py", Kind.TEXT),
        (b"words", "", Kind.TEXT),
        (documents.word(("a", "b")), "pdf", None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, ending: str, kind: Kind | None) -> None:
    assert kind_of(content, ending) is kind


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Empty),
        (b" \n\t ", Empty),
        (OLE, KindUnknown),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Encrypted),
        (b"\x7fELF\x02", KindUnknown),
        (b"MZ\x90\x00", KindUnknown),
        (b"\x1f\x8b\x08\x00", KindUnknown),
        (b"SQLite format 3\0", KindUnknown),
    ],
)
def test_what_nothing_reads_says_why(content: bytes, trouble: type[Trouble]) -> None:
    with pytest.raises(trouble):
        kind_of(content, "docx")
