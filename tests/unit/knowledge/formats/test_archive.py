import io
import struct
import zipfile

import pytest

from inhouse.knowledge.document import Kind
from inhouse.knowledge.formats import archive
from inhouse.knowledge.formats.trouble import Damaged, Encrypted, Expands, KindUnknown
from tests import documents


def test_an_office_document_is_known_by_its_main_part() -> None:
    assert archive.kind_of(documents.word(("a", "b"))) is Kind.WORD
    assert archive.kind_of(documents.sheet(A=[["a"]])) is Kind.SHEET
    assert archive.kind_of(documents.slides(("a", "b", ""))) is Kind.SLIDES
    with pytest.raises(KindUnknown):
        archive.kind_of(documents.archive(a=b"b"))


def test_real_documents_pass() -> None:
    archive.check(documents.word(("a", "b" * 10_000)))
    archive.check(documents.sheet(A=[[number, "the same"] for number in range(20_000)]))


def test_a_part_that_unpacks_to_far_more_is_refused() -> None:
    with pytest.raises(Expands):
        archive.check(documents.archive(a=b"\0" * 50_000_000))


def test_a_size_that_lies_does_not_help() -> None:
    content = bytearray(documents.archive(a=b"\0" * 50_000_000))
    # The uncompressed size in the central directory, 24 bytes behind its signature (APPNOTE 4.3.12).
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)
    with pytest.raises((Expands, Damaged)):
        archive.check(bytes(content))


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ALL_BYTES", 3_000)
    with pytest.raises(Expands):
        archive.check(documents.archive(a=b"x" * 1_000, b=b"y" * 1_000, c=b"z" * 1_001))


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRIES", 2)
    with pytest.raises(Expands):
        archive.kind_of(documents.archive(a=b"", b=b"", c=b""))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_xml_with_a_document_type_is_refused_wherever_it_stands(encoding: str) -> None:
    text = f'<?xml version="1.0"?>{" " * 262_100}<!DocType a [<!Entity b "c">]><a/>'.encode(encoding)
    with pytest.raises(Expands):
        archive.check(documents.archive(a_dot_xml=text))
    # Where no XML parser looks, anything may stand.
    archive.check(documents.archive(a_dot_png=text))


def test_an_encrypted_archive_says_so() -> None:
    content = bytearray(documents.archive(a=b"words"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature) + place
        content[at] |= 1
    with pytest.raises(Encrypted):
        archive.check(bytes(content))


def test_a_damaged_archive_says_so() -> None:
    content = documents.archive(a=b"words " * 1000)
    with pytest.raises(Damaged):
        archive.kind_of(content[:100])
    damaged = bytearray(content)
    damaged[50] ^= 0xFF
    with pytest.raises(Damaged):
        archive.check(bytes(damaged))
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        assert whole.testzip() is None
