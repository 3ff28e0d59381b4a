from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from inhouse.core import clock
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import Identity, records
from inhouse.identity.errors import SignInFailed
from inhouse.identity.jobs import clean_up, enabled, standing
from inhouse.identity.key import KeyTerms
from inhouse.identity.person import Browser, PersonChange
from inhouse.identity.sessions import IDLE
from inhouse.store import Role, Store


async def test_what_is_over_is_deleted_and_the_rest_stays(
    identity: Identity, database: Store, later: Callable[[timedelta], None]
) -> None:
    await identity.links.new_set_up()
    person = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=False)
    await identity.sessions.open(person, admin=False, browser=Browser("192.0.2.1"))
    with pytest.raises(SignInFailed):
        await identity.sign_in("ada@example.com", "a wrong password", Browser("192.0.2.1"))
    assert await clean_up(database) == 0
    later(IDLE + timedelta(seconds=1))
    fresh = await identity.sessions.open(person, admin=False, browser=Browser("192.0.2.1"))
    assert await clean_up(database) == 4  # the old session, the link, the counters of account and address
    async with database.work(None, Role.JOBS) as work:
        left = (await work.execute(text("SELECT id FROM identity.sessions"))).scalars().all()
    assert left == [fresh.caller.credential]


async def test_sessions_and_keys_stand_until_they_are_ended(identity: Identity, database: Store) -> None:
    person = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=False)
    here, there = [await identity.sessions.open(person, admin=False, browser=Browser("192.0.2.1")) for _ in range(2)]
    key, _ = await identity.keys.create(here.caller, KeyTerms("script"))
    all_of_them = {here.caller.credential, there.caller.credential, key.id}
    assert await standing(database, all_of_them) == all_of_them
    await identity.sessions.end_this(there.caller)
    await identity.keys.revoke(here.caller, key.id)
    assert await standing(database, all_of_them) == {here.caller.credential}


async def test_a_key_stands_until_it_expires(
    identity: Identity, database: Store, later: Callable[[timedelta], None]
) -> None:
    person = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=False)
    here = await identity.sessions.open(person, admin=False, browser=Browser("192.0.2.1"))
    key, _ = await identity.keys.create(here.caller, KeyTerms("script", expires_at=clock.now() + timedelta(days=1)))
    assert await standing(database, {key.id}) == {key.id}
    later(timedelta(days=1, seconds=1))
    assert await standing(database, {key.id}) == frozenset()


async def test_who_is_disabled_or_unknown_is_not_enabled(identity: Identity, database: Store) -> None:
    ada, bob = [
        await identity.people.create(f"{name}@example.com", name, "correct horse battery staple", admin=name == "ada")
        for name in ("ada", "bob")
    ]
    assert await enabled(database, {ada, bob, PersonId(new_id())}) == {ada, bob}
    async with database.work(None, Role.JOBS) as work:
        assert await records.change_person(work, bob, PersonChange(disabled=True), clock.now()) == "done"
    assert await enabled(database, {ada, bob}) == {ada}
