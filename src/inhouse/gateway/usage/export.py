"""Usage to take along: CSV (RFC 4180) or JSON, written piece by piece. Pure.

A spreadsheet takes a cell that begins with = + - @ (or a tab or a line break) for a formula. Names of models and groups
are chosen by people, so such a cell gets an apostrophe before it and is quoted.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import orjson

from inhouse.core.events import Usage
from inhouse.gateway.usage.sums import OwnCall, Sum

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COUNTS = ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens")

Cell = str | int | bool | None
Row = dict[str, Cell]


class Format(StrEnum):
    """The form of an export."""

    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """What HTTP calls it."""
        return "text/csv; charset=utf-8" if self is Format.CSV else "application/json"


OWN_COLUMNS = (
    "at", "model", "key_id", "purpose", "destination_class", *_COUNTS, "estimated", "cost_micros", "currency",
    "outcome", "error", "first_ms", "total_ms", "line",
)  # fmt: skip
SUM_COLUMNS = ("day", "label", "currency", "people", "calls", "prompt_tokens", "completion_tokens", "cost_micros")


def own_row(call: OwnCall) -> Row:
    """A call as one row of OWN_COLUMNS."""
    row: Row = {}
    for field in fields(call):
        value = getattr(call, field.name)
        if isinstance(value, Usage):
            row |= {name: getattr(value, name) for name in _COUNTS}
        elif field.name != "id":
            row["cost_micros" if field.name == "cost" else field.name] = _cell(value)
    return {name: row[name] for name in OWN_COLUMNS}


def sum_row(total: Sum) -> Row:
    """A sum as one row of SUM_COLUMNS."""
    cells = {field.name: _cell(getattr(total, field.name)) for field in fields(total)}
    return {name: cells["cost" if name == "cost_micros" else name] for name in SUM_COLUMNS}


async def encode(
    form: Format, columns: Sequence[str], portions: AsyncGenerator[Sequence[Row]]
) -> AsyncGenerator[bytes]:
    """The file in pieces, one for each portion."""
    yield csv_line(columns) if form is Format.CSV else b"["
    before = b""
    async with aclosing(portions):
        async for portion in portions:
            if form is Format.CSV:
                yield b"".join(csv_line([row[name] for name in columns]) for row in portion)
            elif portion:
                yield before + b",".join(orjson.dumps(row) for row in portion)
                before = b","
    if form is Format.JSON:
        yield b"]"


async def in_portions(rows: Sequence[Row], size: int = 1_000) -> AsyncGenerator[Sequence[Row]]:
    """Rows that are all there, a portion at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def csv_line(cells: Sequence[Cell]) -> bytes:
    """One record of a CSV file."""
    return (",".join(_text(cell) for cell in cells) + "\r\n").encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if cell.startswith(_FORMULA):
        cell = "'" + cell
    elif not any(mark in cell for mark in ',"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _cell(value: object) -> Cell:
    match value:
        case datetime():
            return value.isoformat(timespec="milliseconds")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case None | bool() | int():
            return value
        case _:
            return str(value)
