from dataclasses import replace

import pytest
from sqlalchemy import text

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.errors import NameTaken, PersonUnknown, ServiceUnknown, SignInFailed
from inhouse.identity.group import Service
from inhouse.identity.key import KeyTerms
from inhouse.identity.person import Browser, PersonChange
from inhouse.store import Role, StatementFailed, Store

PASSWORD = "correct horse battery staple"
HOME = Browser("192.0.2.1")


@pytest.fixture
async def boss(identity: Identity) -> Caller:
    person = await identity.people.create("boss@example.com", "Boss", PASSWORD, admin=True)
    return Caller(person, admin=True, kind=CallerKind.SESSION, credential=new_id())


@pytest.fixture
async def robot(identity: Identity, boss: Caller) -> Service:
    return await identity.services.create(boss, "Robot")


async def test_a_service_account_is_made_renamed_and_removed_with_its_keys(
    identity: Identity, boss: Caller, robot: Service
) -> None:
    _, secret = await identity.keys.create_for_service(boss, robot.id, KeyTerms("report"))
    assert await identity.keys.find(secret) is not None
    renamed = await identity.services.rename(boss, robot.id, "Nightly")
    assert (renamed.id, renamed.name, renamed.keys) == (robot.id, "Nightly", 1)
    assert await identity.services.named(boss, "NIGHTLY") == robot.id
    with pytest.raises(NameTaken):
        await identity.services.create(boss, "nightly")
    await identity.services.remove(boss, robot.id)
    assert await identity.keys.find(secret) is None
    assert await identity.services.list(boss) == []
    with pytest.raises(ServiceUnknown):
        await identity.services.remove(boss, robot.id)


async def test_a_service_account_never_signs_in(
    identity: Identity, boss: Caller, robot: Service, database: Store
) -> None:
    for name in ("Robot", "robot", str(robot.id), ""):
        with pytest.raises(SignInFailed):
            await identity.sign_in(name, PASSWORD, HOME)
        with pytest.raises(PersonUnknown):
            await identity.links.new_password(name)
    with pytest.raises(PersonUnknown):
        await identity.links.new_invite(boss, PersonId(robot.id))
    # Nor could any code give it what signs in: there is no such person.
    itself = replace(boss, person=PersonId(robot.id))
    with pytest.raises(StatementFailed):
        await identity.sessions.open(PersonId(robot.id), admin=False, browser=HOME)
    with pytest.raises(StatementFailed):
        await give_a_password(database, robot)
    with pytest.raises(StatementFailed):
        await identity.people.add(itself, "new@example.com", "New", admin=True)


async def give_a_password(database: Store, robot: Service) -> None:
    statement = "INSERT INTO identity.passwords (person_id, hash, changed_at) VALUES (:id, 'x', now())"
    async with database.work(None, Role.JOBS) as work:
        await work.execute(text(statement), {"id": robot.id})


async def test_a_service_account_is_nobody_among_the_people(identity: Identity, boss: Caller, robot: Service) -> None:
    assert [person.name for person in await identity.people.list(boss)] == ["Boss"]
    with pytest.raises(PersonUnknown):
        await identity.people.change(boss, PersonId(robot.id), PersonChange(admin=True))


async def test_a_house_with_service_accounts_alone_is_not_set_up(identity: Identity) -> None:
    await identity.services.create(Console.HERE, "Robot")
    assert not await identity.people.is_set_up()
    assert await identity.links.new_set_up() is not None


async def test_administrators_alone_see_and_change_service_accounts(
    identity: Identity, boss: Caller, robot: Service
) -> None:
    for nobody in (replace(boss, kind=CallerKind.KEY), replace(boss, admin=False)):
        for attempt in (
            identity.services.list(nobody),
            identity.services.create(nobody, "Mine"),
            identity.services.rename(nobody, robot.id, "Mine"),
            identity.services.remove(nobody, robot.id),
        ):
            with pytest.raises(Forbidden):
                await attempt
