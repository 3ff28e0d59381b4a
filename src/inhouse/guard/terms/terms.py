"""The company's terms: kept sealed, held here as one dictionary, changed by administrators."""

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

import orjson

from inhouse.core import clock
from inhouse.core.acts import ActKind
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.ids import new_id
from inhouse.guard.detectors.terms import Dictionary, Term
from inhouse.guard.reading.fold import folded
from inhouse.guard.records import terms as records
from inhouse.guard.records.terms import TermRow
from inhouse.guard.terms.errors import NothingUnderstood, TermUnknown, TooManyTerms
from inhouse.guard.terms.understand import Entry, Understood, term_key, understand
from inhouse.identity.access import Administration, administer, put_on_record
from inhouse.store import Store, Work
from inhouse.vault import Purpose, Vault

CHANGED: Final = "inhouse_guard_terms"
"""The channel of PostgreSQL on which it is told that the terms have changed."""
LOOK_SECONDS = 2.0
"""A change of another process holds here after so long at most, and the time it takes to read the terms."""
MOST_TERMS: Final = 1_000_000
MOST_SHOWN: Final = 500
_READ_AT_ONCE = 10_000
_KIND: Final = "term"
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeptTerm:
    """A term as administrators see it."""

    id: UUID
    term: Term
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some terms; `next` is where the next page begins. `categories` are those of all terms."""

    items: Sequence[KeptTerm]
    next: UUID | None
    categories: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would add: new terms, and how many are there already."""

    understood: Understood
    known: int


class Terms:
    """Keeps the terms and holds the dictionary of them."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._sealer = vault.installation(Purpose.GUARD_TERMS)
        self._key = vault.secret(Purpose.GUARD_TERM_DIGESTS)
        self._dictionary = Dictionary([])
        self._changes = -1
        self._told = asyncio.Event()
        self._reading = asyncio.Lock()

    def detector(self) -> Dictionary | None:
        """What looks for the terms as they are now; None where there are none. Each change makes another one."""
        return self._dictionary if len(self._dictionary) else None

    async def start(self) -> None:
        """Hold the terms. Raises DatabaseAway."""
        await self.read()

    async def read(self) -> None:
        """Hold the terms as they are now; what is being looked at meanwhile is looked at with the ones before."""
        async with self._reading:
            async with self._store.work(None) as work:
                changes = await records.changes(work)
                if changes == self._changes:
                    return
                terms = [kept.term for kept in await self._all(work)]
            self._dictionary = await asyncio.to_thread(Dictionary, terms, self._dictionary)
            self._changes = changes

    def look(self) -> None:
        """The terms may have changed: `follow` looks at once."""
        self._told.set()

    async def follow(self) -> None:
        """Hold what other processes change, until cancelled."""
        while True:
            # While the database is away the terms stay as they were.
            with suppress(InhouseError):
                await self.read()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._told.wait()
            self._told.clear()

    async def preview(self, who: Administration, text: str, category: str) -> Preview:
        """What a list would add. Raises Forbidden."""
        understood = await asyncio.to_thread(understand, text, category)
        async with administer(self._store, who) as work:
            return Preview(understood, await records.known(work, [self._digest(one) for one in understood.entries]))

    async def add(
        self, who: Administration, text: str, category: str, *, replace: bool = False
    ) -> tuple[int, Understood]:
        """Add the terms of a list, or put them in the place of all; gives how many are new.

        Raises Forbidden, NothingUnderstood and TooManyTerms; then nothing has changed.
        """
        understood = await asyncio.to_thread(understand, text, category)
        if not understood.entries:
            raise NothingUnderstood("No line of the list is a term.", hint="Write one term in each line.")
        rows = await asyncio.to_thread(lambda: [self._row(entry) for entry in understood.entries])
        async with administer(self._store, who) as work:
            if replace:
                await records.remove_many(work, None)
            added = await records.add(work, rows)
            if sum(count for _, count in await records.categories(work)) > MOST_TERMS:
                raise TooManyTerms(f"There may be {MOST_TERMS:,} terms at most; nothing was changed.")
            facts = {"terms": len(rows), "added": added, "all": int(replace)}
            await put_on_record(work, who, "guard_terms_added", facts, kind=ActKind.POLICY)
        await self.read()
        return added, understood

    async def page(self, who: Administration, q: str, category: str, after: UUID | None, most: int) -> Page:
        """Terms as they were added, those that hold `q`, of one category or of all. Raises Forbidden."""
        wanted, chosen = min(most, MOST_SHOWN), category or None
        async with administer(self._store, who) as work:
            found = await self._searched(work, q, chosen, after, wanted + 1)
            counts = await records.categories(work)
        return Page(found[:wanted], found[wanted - 1].id if len(found) > wanted else None, counts)

    async def remove(self, who: Administration, term: UUID) -> None:
        """Remove one term. Raises Forbidden, TermUnknown."""
        async with administer(self._store, who) as work:
            if not await records.remove(work, term):
                raise TermUnknown("There is no such term.")
            await put_on_record(work, who, "guard_terms_removed", {"terms": 1}, kind=ActKind.POLICY)
        await self.read()

    async def remove_named(self, who: Administration, text: str) -> None:
        """Remove a term by what it says. Raises Forbidden, TermUnknown."""
        async with administer(self._store, who) as work:
            found = False
            for exact in (False, True):
                found |= await records.remove_by_digest(work, self._digest(Entry(0, Term(text, "", exact))))
            if not found:
                raise TermUnknown("There is no such term.")
            await put_on_record(work, who, "guard_terms_removed", {"terms": 1}, kind=ActKind.POLICY)
        await self.read()

    async def remove_all(self, who: Administration, category: str | None) -> int:
        """Remove all terms of a category, or all there are; gives how many. Raises Forbidden, InvalidRequest."""
        if category == "":
            raise InvalidRequest("Name the category whose terms shall be removed.")
        async with administer(self._store, who) as work:
            removed = await records.remove_many(work, category)
            await put_on_record(work, who, "guard_terms_removed", {"terms": removed}, kind=ActKind.POLICY)
        await self.read()
        return removed

    async def _all(self, work: Work) -> list[KeptTerm]:
        found: list[KeptTerm] = []
        while rows := await records.page(work, found[-1].id if found else None, None, _READ_AT_ONCE):
            found += await asyncio.to_thread(self._opened, rows)
        return found

    async def _searched(
        self, work: Work, q: str, category: str | None, after: UUID | None, most: int
    ) -> Sequence[KeptTerm]:
        """The first that hold `q`; they are sealed, so all are opened until there are enough."""
        if not q:
            return self._opened(await records.page(work, after, category, most))
        found: list[KeptTerm] = []
        while len(found) < most and (rows := await records.page(work, after, category, _READ_AT_ONCE)):
            after = rows[-1][0]
            found += await asyncio.to_thread(partial(self._opened, rows, folded(q)))
        return found[:most]

    def _opened(self, rows: Sequence[tuple[UUID, str, bytes]], q: str = "") -> list[KeptTerm]:
        opener = self._sealer.opener(_KIND)
        found: list[KeptTerm] = []
        for key, category, content in rows:
            said = orjson.loads(opener(content, key))
            if not q or q in folded(said["term"]):
                found.append(KeptTerm(key, Term(said["term"], category, said["exact"]), said["note"]))
        return found

    def _row(self, entry: Entry) -> TermRow:
        said = orjson.dumps({"term": entry.term.text, "exact": entry.term.exact, "note": entry.note})
        key = new_id()
        sealed = self._sealer.seal(said, _KIND, key)
        return TermRow(key, entry.term.category, self._digest(entry), sealed, clock.now())

    def _digest(self, entry: Entry) -> bytes:
        return hashlib.blake2b(
            term_key(entry.term).encode("utf-8", "replace"), digest_size=_DIGEST_BYTES, key=self._key
        ).digest()
