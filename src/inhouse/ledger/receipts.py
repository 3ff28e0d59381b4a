"""Receipts: the entries that are about somebody, shown to that person alone, each with the proof that it stands.

Whose an entry is the entry itself says, by a pseudonym that only the person's key gives: nobody else's question finds
it, and once the key is destroyed nobody's does.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from inhouse.core.caller import Caller
from inhouse.ledger import records
from inhouse.ledger.errors import NoReceipt, NotCovered
from inhouse.ledger.ledger import NameOf
from inhouse.store import Store

Prove = Callable[[str, int], str]
"""The proof of an entry of a log, by the log's name and the number; raises NotCovered."""


@dataclass(frozen=True, slots=True)
class Proved:
    """One entry: its exact bytes, which are JSON in UTF-8, and its proof once a checkpoint covers it."""

    log: str
    number: int
    entry: bytes
    proof: str | None

    @property
    def line(self) -> str:
        """The number that people see."""
        return f"{self.log}/{self.number}"

    @property
    def fields(self) -> dict[str, Any]:
        """What the entry says."""
        return orjson.loads(self.entry)


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry, and the one that says how its call ended, if there is one yet."""

    entry: Proved
    outcome: Proved | None


class Receipts:
    """Finds what is the caller's own."""

    def __init__(self, store: Store, name_of: NameOf, prove: Prove) -> None:
        self._store = store
        self._name_of = name_of
        self._prove = prove

    async def of_line(self, caller: Caller, line: str) -> Receipt:
        """The receipt for a line such as "log/17". Raises NoReceipt, DatabaseAway."""
        log, _, number = line.rpartition("/")
        if not (number.isascii() and number.isdecimal() and 0 < len(number) < 19):
            raise NoReceipt
        return await self._found(caller, log, int(number))

    async def of_act(self, caller: Caller, act: UUID) -> Receipt:
        """The receipt for something that the caller did, or that was done to them. Raises NoReceipt, DatabaseAway."""
        async with self._store.work(caller) as work:
            place = await records.line_of_act(work, act)
        if place is None:
            raise NoReceipt
        return await self._found(caller, *place)

    async def _found(self, caller: Caller, log: str, number: int) -> Receipt:
        name = await self._name_of(caller)
        async with self._store.work(caller) as work:
            found = await records.line_of(work, log, number, name)
        if found is None:
            raise NoReceipt
        outcome = None
        if found.outcome is not None and found.outcome_number is not None:
            outcome = await self._proved(log, found.outcome_number, found.outcome)
        return Receipt(await self._proved(log, number, found.entry), outcome)

    async def _proved(self, log: str, number: int, entry: bytes) -> Proved:
        try:
            proof = await asyncio.to_thread(self._prove, log, number)
        except NotCovered:
            proof = None
        return Proved(log, number, entry, proof)
