"""XLSX, by openpyxl without loading the whole: the values of each sheet, a line for each row."""

import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from inhouse.knowledge.document import Finding, Progress, Unit
from inhouse.knowledge.formats.archive import check
from inhouse.knowledge.formats.marks import of_office
from inhouse.knowledge.formats.pieces import rows
from inhouse.knowledge.formats.trouble import Damaged

ROWS = 200_000
COLUMNS = 500
_CELL_CHARACTERS = 4_000


def read(content: bytes) -> Iterator[Finding]:
    """Portions of rows, for each sheet that holds values. Formulas give the value that was stored with them."""
    check(content)
    yield from of_office(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, InvalidFileException, etree.XMLSyntaxError):
        raise Damaged from None
    sheets = book.worksheets
    for number, sheet in enumerate(sheets, 1):
        yield Progress(number - 1, len(sheets))
        # What the sheet says of its size may be anything.
        sheet.reset_dimensions()
        yield from rows(
            _lines(sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True)), Unit.SHEET, number, sheet.title
        )


def _lines(values: Iterator[tuple[object, ...]]) -> Iterator[str]:
    for row in values:
        cells = [_shown(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield " | ".join(cells)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return " ".join(str(value)[:_CELL_CHARACTERS].split())
