import csv
import io
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from inhouse.core.events import Usage
from inhouse.core.ids import new_id
from inhouse.gateway.usage.export import (
    OWN_COLUMNS,
    SUM_COLUMNS,
    Format,
    Row,
    csv_line,
    encode,
    in_portions,
    own_row,
    sum_row,
)
from inhouse.gateway.usage.sums import OwnCall, Sum

CALL = OwnCall(
    id=new_id(),
    at=datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC),
    model='=HYPERLINK("x")',
    key_id=None,
    purpose="door",
    destination_class="local",
    usage=Usage(100, 20, 10, 5),
    estimated=True,
    cost=450,
    currency="EUR",
    outcome="ok",
    error=None,
    first_ms=30,
    total_ms=900,
    line="log/1",
)


async def whole(form: Format, columns: Sequence[str], portions: AsyncGenerator[Sequence[Row]]) -> str:
    async with aclosing(encode(form, columns, portions)) as encoding:
        return b"".join([piece async for piece in encoding]).decode()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    ((found,),) = csv.reader(io.StringIO(csv_line([cell]).decode(), newline=""))
    assert found == "'" + cell
    assert csv_line([cell]).startswith(b"\"'")


def test_cells_with_marks_are_quoted_and_others_are_not() -> None:
    assert csv_line(["a,b", 'say "x"', "plain", None, 5, False]) == b'"a,b","say ""x""",plain,,5,false\r\n'


async def test_an_export_as_csv_is_read_by_others() -> None:
    text = await whole(Format.CSV, OWN_COLUMNS, in_portions([own_row(CALL), own_row(replace(CALL, model="demo"))]))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == OWN_COLUMNS
    assert [row["model"] for row in rows] == ['\'=HYPERLINK("x")', "demo"]
    assert rows[1]["at"] == "2026-11-23T12:00:00.123+00:00"
    assert (rows[1]["prompt_tokens"], rows[1]["cost_micros"], rows[1]["estimated"]) == ("100", "450", "true")


async def test_an_export_as_json_is_one_list() -> None:
    rows = [own_row(replace(CALL, total_ms=number)) for number in range(5)]
    found = json.loads(await whole(Format.JSON, OWN_COLUMNS, in_portions(rows, size=2)))
    assert [row["total_ms"] for row in found] == [0, 1, 2, 3, 4]
    assert found[0]["key_id"] is None


async def test_nothing_is_an_empty_list_or_a_head_alone() -> None:
    assert await whole(Format.JSON, SUM_COLUMNS, in_portions([])) == "[]"
    assert (await whole(Format.CSV, SUM_COLUMNS, in_portions([]))).count("\r\n") == 1


def test_sums_are_rows_too() -> None:
    row = sum_row(Sum(date(2026, 11, 23), None, "EUR", 5, 9, 1, 2, 3))
    assert row == {
        "day": "2026-11-23",
        "label": None,
        "currency": "EUR",
        "people": 5,
        "calls": 9,
        "prompt_tokens": 1,
        "completion_tokens": 2,
        "cost_micros": 3,
    }
