"""Consents as rows: added, read by their owner alone, never changed."""

import pytest

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
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


async def test_what_the_willing_said_is_read_whole(identity: Identity, database: Store) -> None:
    ada = await identity.people.create("ada@example.com", "Ada", "correct horse battery", admin=False)
    bob = await identity.people.create("bob@example.com", "Bob", "correct horse battery", admin=False)
    said = [Consent(new_id(), ada, None, yes, FORBIDDEN.hash, clock.now()) for yes in (True, False)]
    said.append(Consent(new_id(), bob, None, yes=False, purpose_hash=FORBIDDEN.hash, said_at=clock.now()))
    for each in said:
        caller = Caller(each.person, admin=False, kind=CallerKind.SESSION, credential=new_id())
        async with database.work(caller) as work:
            await records.add(work, each)
    async with database.work(None, Role.JOBS) as work:
        assert await records.everything_of(work, FORBIDDEN.hash) == {ada: said[:2]}
        assert await records.everything_of(work, "other words") == {}
