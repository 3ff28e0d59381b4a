"""Marks of confidentiality on documents."""

import io
import zlib

import docx
import pytest

from inhouse.knowledge.document import MARKS, Mark, Marked
from inhouse.knowledge.formats import marks, pdf, sheet, slides, word
from inhouse.knowledge.formats.trouble import Damaged
from tests import documents

ID = "2096f6a2-d2f7-48be-b329-b73aaa526e5d"
PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{}</Properties>'
)
LABELS = (
    '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
    '<clbl:label id="{{{}}}" enabled="{}" method="Privileged" siteId="{{c}}" removed="{}"/></clbl:labelList>'
)
EMPTY = documents.word(("", "Text."))


def properties(**values: str) -> bytes:
    each = "".join(
        f'<property fmtid="{{D5CDD505}}" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for name, value in values.items()
    )
    return documents.with_part(EMPTY, "docProps/custom.xml", PROPERTIES.format(each).encode())


def msip(name: str, enabled: str = "true") -> dict[str, str]:
    return {f"MSIP_Label_{ID}_Enabled": enabled, f"MSIP_Label_{ID}_Name": name, f"MSIP_Label_{ID}_SiteId": "c"}


def labels(content: bytes) -> list[str]:
    return [mark.text for mark in marks.of_office(content) if mark.where is Marked.LABEL]


def margins(content: bytes) -> list[str]:
    return [mark.text for mark in marks.of_office(content) if mark.where is Marked.MARGIN]


def test_a_document_without_marks_has_none() -> None:
    for content in (EMPTY, documents.sheet(Costs=[["a", 1]]), documents.slides(("Title", "Text", "Notes"))):
        assert list(marks.of_office(content)) == []


def test_the_name_of_a_label_is_read_from_the_properties() -> None:
    assert labels(properties(**msip("Confidential"))) == ["Confidential"]
    assert labels(properties(**msip("Confidential", enabled="false"))) == []


def test_the_property_of_another_tool_is_read() -> None:
    assert labels(properties(Classification="Streng vertraulich", Author="Ada")) == ["Streng vertraulich"]


def test_a_label_of_the_newer_part_has_its_id_where_it_has_no_name() -> None:
    part = "docMetadata/LabelInfo.xml"
    assert labels(documents.with_part(EMPTY, part, LABELS.format(ID, 1, 0).encode())) == [ID]
    assert labels(documents.with_part(EMPTY, part, LABELS.format(ID, 0, 0).encode())) == []
    assert labels(documents.with_part(EMPTY, part, LABELS.format(ID, 1, 1).encode())) == []
    both = documents.with_part(properties(**msip("Internal")), part, LABELS.format(ID.upper(), 1, 0).encode())
    assert labels(both) == ["Internal"]


def test_broken_properties_are_left_out() -> None:
    assert labels(documents.with_part(EMPTY, "docProps/custom.xml", b"<Properties")) == []
    assert labels(documents.with_part(EMPTY, "docProps/custom.xml", b"<a>" + b" " * 2_000_000 + b"</a>")) == []


def test_headers_and_footers_of_word_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    document.sections[0].header.paragraphs[0].text = "Acme   GmbH\tVertraulich"
    document.sections[0].footer.paragraphs[0].text = "Seite 1"
    held = io.BytesIO()
    document.save(held)
    assert margins(held.getvalue()) == ["Acme GmbH | Vertraulich", "Seite 1"]


def test_headers_and_footers_of_sheets_are_read() -> None:
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/><headerFooter>'
        "<oddHeader>&amp;L&amp;&quot;Arial,Bold&quot;&amp;12Acme&amp;CStrictly Confidential&amp;R&amp;P</oddHeader>"
        "</headerFooter></worksheet>"
    )
    content = documents.with_part(documents.sheet(Costs=[["a", 1]]), "xl/worksheets/sheet1.xml", xml.encode())
    assert margins(content) == ["Acme", "Strictly Confidential"]


def test_footers_of_slides_and_what_labels_put_there_are_read() -> None:
    xml = (
        '<p:sldMaster xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:sldMaster>'
    )
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="1" name="{}"/><p:nvPr>{}</p:nvPr></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    shapes = (
        shape.format("MSIPCM7", "", "Internal use only")
        + shape.format("Footer", '<p:ph type="ftr"/>', "Acme Confidential")
        + shape.format("Title", '<p:ph type="title"/>', "Click to edit")
    )
    content = documents.with_part(
        documents.slides(("T", "x", "")), "ppt/slideMasters/slideMaster9.xml", xml.format(shapes).encode()
    )
    assert margins(content) == ["Internal use only", "Acme Confidential"]


def test_marks_come_before_the_text() -> None:
    found = list(word.read(properties(**msip("Confidential"))))
    assert found[0] == Mark(Marked.LABEL, "Confidential")
    assert len(found) == 2
    for read, content in (
        (sheet.read, documents.sheet(Costs=[["a", 1]])),
        (slides.read, documents.slides(("T", "x", ""))),
    ):
        labelled = documents.with_part(content, "docMetadata/LabelInfo.xml", LABELS.format(ID, 1, 0).encode())
        assert Mark(Marked.LABEL, ID) in list(read(labelled))


def test_no_more_than_some_marks_are_told() -> None:
    many = {f"MSIP_Label_{number:08}-d2f7-48be-b329-b73aaa526e5d_Name": f"L{number}" for number in range(MARKS + 50)}
    assert len(labels(properties(**many))) == MARKS
    assert labels(properties(**msip("x" * 301))) == []


def test_what_is_no_archive_is_damaged() -> None:
    with pytest.raises(Damaged):
        list(marks.of_office(b"PK\x03\x04 and nothing more"))


def test_labels_of_a_pdf_are_read_from_its_properties_and_from_xmp() -> None:
    key = f"MSIP_Label_{ID}_Name"
    values = {key: "Confidential", f"MSIP_Label_{ID}_Enabled": "True"}
    content = f"<< /{key} (x) >>".encode()
    assert list(marks.of_pdf(content, lambda name: values.get(name, ""))) == [Mark(Marked.LABEL, "Confidential")]
    xmp = f"<pdfx:{key}>Streng vertraulich</pdfx:{key}>".encode()
    assert list(marks.of_pdf(xmp, lambda _: "")) == [Mark(Marked.LABEL, "Streng vertraulich")]
    off = xmp + f"<pdfx:MSIP_Label_{ID}_Enabled>false<".encode()
    assert list(marks.of_pdf(off, lambda _: "")) == []
    packed = b"<< /Type /ObjStm /Length 9 >>\nstream\n" + zlib.compress(content) + b"\nendstream"
    assert list(marks.of_pdf(packed, lambda _: "")) == [Mark(Marked.LABEL, ID)]


def test_a_pdf_with_a_label_tells_it_first() -> None:
    content = documents.pdf("Hello.") + f"\n% <MSIP_Label_{ID}_Name>Internal</x>".encode()
    assert next(iter(pdf.read(content))) == Mark(Marked.LABEL, "Internal")
    assert not any(isinstance(finding, Mark) for finding in pdf.read(documents.pdf("Hello.")))
