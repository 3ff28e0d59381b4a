import datetime as dt

import pytest

from inhouse.knowledge.document import Place, Portion, Progress, Unit
from inhouse.knowledge.formats import sheet
from inhouse.knowledge.formats.trouble import Damaged
from tests import documents


def test_each_sheet_is_rows_with_their_numbers() -> None:
    day = dt.datetime(2026, 3, 1)  # noqa: DTZ001 (a spreadsheet knows no time zones)
    content = documents.sheet(Costs=[["rent", 900, 0.1 + 0.2], [], [None, day, True]], Empty=[], Größe=[["x"]])
    assert list(sheet.read(content)) == [
        Progress(0, 3),
        Portion(Place(Unit.SHEET, 1, "Costs", 1, 3), "rent | 900 | 0.3\n\n | 2026-03-01 | True"),
        Progress(1, 3),
        Progress(2, 3),
        Portion(Place(Unit.SHEET, 3, "Größe", 1, 1), "x"),
    ]


def test_a_formula_gives_no_formula() -> None:
    (_, *found) = sheet.read(documents.sheet(A=[["=1+1", "b"]]))
    assert [one.text for one in found if isinstance(one, Portion)] == [" | b"]


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = '<row r="2"><c r="B2"><v>7</v></c></row>'
    xml = f'<worksheet {namespace}><dimension ref="A1:XFD1048576"/><sheetData>{row}</sheetData></worksheet>'.encode()
    content = documents.with_part(documents.sheet(A=[["a"]]), "xl/worksheets/sheet1.xml", xml)
    (portion,) = [one for one in sheet.read(content) if isinstance(one, Portion)]
    assert portion.text.strip("\n") == " | 7"


def test_a_book_without_its_parts_is_said_to_be_damaged() -> None:
    broken = documents.with_part(documents.sheet(A=[["a"]]), "xl/workbook.xml", b"<workbook")
    with pytest.raises(Damaged):
        list(sheet.read(broken))
