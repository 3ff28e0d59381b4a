"""PDF, by PDFium: the text of each page."""

from collections.abc import Iterator

import pypdfium2 as pdfium

from inhouse.knowledge.document import Finding, Place, Progress, Unit
from inhouse.knowledge.formats.marks import of_pdf
from inhouse.knowledge.formats.pieces import portions
from inhouse.knowledge.formats.trouble import Damaged, Empty, Encrypted

_PROGRESS_PAGES = 10
_PASSWORD = 4
"""FPDF_ERR_PASSWORD (fpdfview.h)."""


def read(content: bytes) -> Iterator[Finding]:
    """A portion for each page that has text; a scan has none."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise (Encrypted if error.err_code == _PASSWORD else Damaged) from None
    total = len(document)
    if total == 0:
        raise Empty
    yield from of_pdf(content, document.get_metadata_value)
    for index in range(total):
        if index % _PROGRESS_PAGES == 0:
            yield Progress(index, total)
        yield from portions(Place(Unit.PAGE, index + 1), _text(document, index))


def _text(document: pdfium.PdfDocument, index: int) -> str:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        # One broken page does not take the others away.
        return ""
    try:
        # A hyphen at a line's end comes as U+FFFE.
        return page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "-")
    finally:
        page.close()
