"""A ledger's log in memory, for tests of what stands on the ledger."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from inhouse.core.caller import Caller
from inhouse.core.pseudonyms import person_name
from inhouse.ledger.errors import ActsGone, LogAway
from inhouse.ledger.writer import Row, Tail

NAMES = b"p" * 32


async def name_of(caller: Caller) -> str:
    """A caller's pseudonym, without a vault."""
    return person_name(NAMES, caller.person)


class MemoryLog:
    """A log as PostgreSQL keeps it, with a switch for being away and a list of what happened."""

    def __init__(self, told: Callable[[str], None] = lambda _: None) -> None:
        self.rows: list[Row] = []
        self.batches: list[int] = []
        self.settled: list[int] = []
        self.away = False
        self.lose_answer = False
        self.away_after = False
        self.fail_once = False
        self.gone: set[UUID] = set()
        self._told = told

    async def take(self) -> Tail:
        """Where the log stands."""
        if self.away:
            raise LogAway("away")
        closed = {row.closes for row in self.rows}
        unclosed = tuple(row.number for row in self.rows if row.kind == "open" and row.number not in closed)
        last: datetime | None = self.rows[-1].time if self.rows else None
        return Tail(len(self.rows), last, unclosed)

    async def append(self, rows: Sequence[Row]) -> None:
        """Keep the rows. `fail_once` loses the rows, `lose_answer` keeps them and loses the answer.

        `gone` are acts that another log has.
        """
        if self.away or self.fail_once:
            self.fail_once = False
            raise LogAway("away")
        if self.gone & {row.act for row in rows}:
            raise ActsGone("gone")
        for row in rows:
            assert row.number == len(self.rows) + 1
            assert row.closes is None or row.closes not in {kept.closes for kept in self.rows}
            self.rows.append(row)
            self._told(f"ledger {told(row)}")
        self.batches.append(len(rows))
        if self.lose_answer:
            self.lose_answer = False
            self.away = self.away_after
            raise LogAway("lost")

    async def settle(self, number: int) -> None:
        """Note it, if it is true."""
        if self.away:
            raise LogAway("away")
        closed = {row.closes for row in self.rows}
        assert all(row.number in closed for row in self.rows[:number] if row.kind == "open")
        self.settled.append(number)

    async def release(self) -> None:
        """Nothing to give back."""

    @property
    def entries(self) -> list[dict[str, Any]]:
        """All entries, decoded."""
        return [orjson.loads(row.entry) for row in self.rows]


def told(row: Row) -> str:
    """An entry in a few words."""
    entry = orjson.loads(row.entry)
    if row.kind == "outcome":
        return f"closed {entry['outcome']}" + (f" {entry['error']}" if entry["error"] else "")
    if row.kind == "act":
        return f"act {entry['kind']}"
    return "opened" if row.kind == "open" else f"refused {entry['error']}"


def all_closed(lines: list[dict[str, Any]]) -> bool:
    """Whether every line that opens has one that closes it: a reader does not wait for that."""
    opened = {line["seq"] for line in lines if line["kind"] == "open"}
    return opened <= {line["closes"] for line in lines if line["kind"] == "outcome"}
