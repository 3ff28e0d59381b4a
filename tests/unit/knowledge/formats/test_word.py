import io

import docx
import pytest

from inhouse.knowledge.document import Place, Portion, Unit
from inhouse.knowledge.formats import word
from inhouse.knowledge.formats.trouble import Damaged
from tests import documents

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(xml: str) -> bytes:
    document = f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()
    return documents.with_part(documents.word(("", "")), "word/document.xml", document)


def texts(content: bytes) -> list[str]:
    return [finding.text for finding in word.read(content) if isinstance(finding, Portion)]


def test_sections_begin_at_headings() -> None:
    found = list(word.read(documents.word(("", "Before."), ("Aims", "Sell more."), ("Costs", "Spend less."))))
    assert found == [
        Portion(Place(Unit.SECTION, 1), "Before."),
        Portion(Place(Unit.SECTION, 2, "Aims"), "Aims\nSell more."),
        Portion(Place(Unit.SECTION, 3, "Costs"), "Costs\nSpend less."),
    ]


def test_a_long_text_without_headings_is_cut_too() -> None:
    found = [
        finding for finding in word.read(documents.word(*[("", "word " * 200)] * 30)) if isinstance(finding, Portion)
    ]
    assert len(found) > 3
    assert [one.place.number for one in found] == list(range(1, len(found) + 1))


def test_tables_are_rows() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), "abcd", strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    assert texts(out.getvalue()) == ["a | b\nc | d"]


def test_what_was_inserted_or_stands_in_a_field_is_read_and_what_was_deleted_is_not() -> None:
    content = body(
        "<w:p><w:r><w:t>Old </w:t></w:r><w:ins><w:r><w:t>and new</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>in a field</w:t><w:tab/><w:t>tabbed</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    assert texts(content) == ["Old and new\nin a field\ttabbed"]


def test_deep_nesting_is_walked() -> None:
    deep = "<w:sdt><w:sdtContent>" * 100 + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + "</w:sdtContent></w:sdt>" * 100
    assert texts(body(deep)) == ["deep"]


def test_xml_that_is_none_is_said() -> None:
    broken = documents.with_part(documents.word(("a", "b")), "word/document.xml", b"<w:document")
    with pytest.raises(Damaged):
        texts(broken)
