"""Consents as rows: added, read by their owner alone, never changed."""

import pytest

from inhouse.core import clock
from inhouse.core.ids import new_id
from inhouse.identity import Identity
from inhouse.identity.consent import FORBIDDEN, Consent, Rule
from inhouse.identity.records import consents as records
from inhouse.store import AlreadyThere, Role, StatementFailed, Store
from tests.people import someone


async def test_rules_only_grow_and_the_newest_counts(database: Store) -> None:
    async with database.work(None, Role.JOBS) as work:
        assert await records.rule(work) is None
        for version in (1, 2):
            await records.add_rule(work, Rule(version, allowed=True, purpose=f"{version}", changed_at=clock.now()))
        newest = await records.rule(work)
    assert newest is not None
    assert (newest.version, newest.purpose) == (2, "2")
    with pytest.raises(AlreadyThere):
        async with database.work(None, Role.JOBS) as work:
            await records.add_rule(work, newest)


async def test_nobody_speaks_for_somebody_else(identity: Identity, database: Store) -> None:
    ada = await identity.people.create("ada@example.com", "Ada", "correct horse battery", admin=False)
    yes = Consent(new_id(), ada, None, yes=True, purpose_hash=FORBIDDEN.hash, said_at=clock.now())
    with pytest.raises(StatementFailed):
        async with database.work(someone()) as work:
            await records.add(work, yes)
    async with database.work(None, Role.JOBS) as work:
        assert list(await records.people(work, FORBIDDEN.hash)) == []
