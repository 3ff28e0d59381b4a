import asyncio

import pytest
from sqlalchemy import text

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, InvalidRequest
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import Identity
from inhouse.identity.errors import (
    EmailTaken,
    InvalidEmail,
    LastAdministrator,
    PersonUnknown,
    SignInFailed,
    WeakPassword,
    WrongPassword,
)
from inhouse.identity.key import KeyTerms
from inhouse.identity.person import Browser, PersonChange, ProfileChange
from inhouse.store import Role, StatementFailed, Store
from inhouse.vault import DoesNotOpen, Vault

PASSWORD = "correct horse battery staple"
HERE = Browser("192.0.2.1", "a browser")


async def member(identity: Identity, email: str, *, admin: bool = False) -> Caller:
    await identity.people.create(email, "Somebody", PASSWORD, admin=admin)
    return (await identity.sign_in(email, PASSWORD, HERE)).caller


async def test_a_person_is_made_and_sees_themselves(identity: Identity) -> None:
    assert not await identity.people.is_set_up()
    ada = await member(identity, "Ada@Example.com")
    assert await identity.people.is_set_up()
    person = await identity.people.profile(ada)
    assert (person.email, person.name, person.admin, person.theme) == ("Ada@example.com", "Somebody", False, "system")


async def test_an_e_mail_is_taken_once_also_at_the_same_moment(identity: Identity) -> None:
    emails = ("ada@example.com", "ADA@example.com", "ada@EXAMPLE.com")
    results = await asyncio.gather(
        *(identity.people.create(email, "Ada", PASSWORD, admin=False) for email in emails), return_exceptions=True
    )
    assert sum(isinstance(result, EmailTaken) for result in results) == 2


async def test_what_cannot_be_a_person_is_refused(identity: Identity) -> None:
    with pytest.raises(InvalidEmail):
        await identity.people.create("nobody", "Ada", PASSWORD, admin=False)
    with pytest.raises(WeakPassword):
        await identity.people.create("ada@example.com", "Ada", "short", admin=False)
    for name in ("", "  ", "x" * 201, "a\0b", "a\u202eb"):
        with pytest.raises(InvalidRequest):
            await identity.people.create("ada@example.com", name, PASSWORD, admin=False)


async def test_instructions_are_sealed_for_their_person(database: Store, identity: Identity, vault: Vault) -> None:
    ada, ben = await member(identity, "ada@example.com"), await member(identity, "ben@example.com")
    changed = await identity.people.change_profile(ada, ProfileChange(instructions="Answer in one line.", locale="de"))
    assert (changed.instructions, changed.locale) == ("Answer in one line.", "de")
    async with database.work(ada) as work:
        stored = (await work.execute(text("SELECT instructions FROM identity.people"))).scalar_one()
        sealer = await vault.person(work, ada)
    assert b"one line" not in stored
    async with database.work(ben) as work:
        other = await vault.person(work, ben)
    for record in (ada.person, ben.person):
        with pytest.raises(DoesNotOpen):
            other.open(stored, "instructions", record)
    with pytest.raises(DoesNotOpen):
        sealer.open(stored, "title", ada.person)
    cleared = await identity.people.change_profile(ada, ProfileChange(instructions="", clear_locale=True))
    assert (cleared.instructions, cleared.locale) == ("", None)


async def test_a_new_password_ends_the_other_sessions(identity: Identity) -> None:
    ada = await member(identity, "ada@example.com")
    other = await identity.sign_in("ada@example.com", PASSWORD, HERE)
    with pytest.raises(WrongPassword):
        await identity.people.change_password(ada, "wrong", "a whole new password")
    with pytest.raises(WeakPassword):
        await identity.people.change_password(ada, PASSWORD, "ada@example.com")
    await identity.people.change_password(ada, PASSWORD, "a whole new password")
    assert await identity.sessions.find(other.token) is None
    assert [row.current for row in await identity.sessions.list(ada)] == [True]
    with pytest.raises(SignInFailed):
        await identity.sign_in("ada@example.com", PASSWORD, HERE)
    await identity.sign_in("ada@example.com", "a whole new password", HERE)


async def test_administrators_see_everybody_and_others_nobody(identity: Identity) -> None:
    boss, ada = await member(identity, "boss@example.com", admin=True), await member(identity, "ada@example.com")
    assert [row.email for row in await identity.people.list(boss)] == ["boss@example.com", "ada@example.com"]
    key = Caller(boss.person, admin=True, kind=CallerKind.KEY, credential=new_id())
    for nobody in (ada, key):
        with pytest.raises(Forbidden):
            await identity.people.list(nobody)
        with pytest.raises(Forbidden):
            await identity.people.change(nobody, boss.person, PersonChange(disabled=True))
        with pytest.raises(Forbidden):
            await identity.people.add(nobody, "eve@example.com", "Eve", admin=True)


async def test_an_administrator_makes_an_auditor_and_takes_it_back(identity: Identity) -> None:
    boss = await member(identity, "boss@example.com", admin=True)
    await identity.people.create("ada@example.com", "Ada", PASSWORD, admin=False)
    opened = await identity.sign_in("ada@example.com", PASSWORD, HERE)
    ada = opened.caller.person
    for yes in (True, False):
        row = await identity.people.change(boss, ada, PersonChange(auditor=yes))
        found = await identity.sessions.find(opened.token)
        assert found is not None
        assert (row.auditor, row.admin, found.auditor) == (yes, False, yes)
        assert (await identity.people.profile(found)).auditor is yes
    with pytest.raises(Forbidden):
        await identity.people.change(opened.caller, ada, PersonChange(auditor=True))
    with pytest.raises(PersonUnknown):
        await identity.people.change(boss, PersonId(new_id()), PersonChange(auditor=True))
    assert (await identity.people.add(boss, "eve@example.com", "Eve", auditor=True)).auditor


async def test_the_command_line_gives_one_role_at_a_time(identity: Identity) -> None:
    boss = await member(identity, "boss@example.com", admin=True)
    with pytest.raises(LastAdministrator):
        await identity.people.change_role(boss.person, admin=False, auditor=True)
    other = (await identity.people.add(boss, "b@example.com", "B", admin=True)).id
    await identity.people.change_role(other, admin=False, auditor=True)
    rows = {row.email: (row.admin, row.auditor) for row in await identity.people.list(boss)}
    assert rows == {"boss@example.com": (True, False), "b@example.com": (False, True)}
    with pytest.raises(PersonUnknown):
        await identity.people.change_role(PersonId(new_id()), admin=False, auditor=False)


async def test_a_disabled_person_is_out_at_once(identity: Identity) -> None:
    boss = await member(identity, "boss@example.com", admin=True)
    await identity.people.create("ada@example.com", "Ada", PASSWORD, admin=False)
    opened = await identity.sign_in("ada@example.com", PASSWORD, HERE)
    key = (await identity.keys.create(opened.caller, KeyTerms("script")))[1]
    row = await identity.people.change(boss, opened.caller.person, PersonChange(disabled=True))
    assert row.disabled
    assert await identity.sessions.find(opened.token) is None
    assert await identity.keys.find(key) is None
    with pytest.raises(SignInFailed):
        await identity.sign_in("ada@example.com", PASSWORD, HERE)
    with pytest.raises(PersonUnknown):
        await identity.links.new_invite(boss, opened.caller.person)
    assert not (await identity.people.change(boss, opened.caller.person, PersonChange(disabled=False))).disabled
    assert await identity.sessions.find(opened.token) is None
    assert await identity.keys.find(key) is None
    await identity.sign_in("ada@example.com", PASSWORD, HERE)


async def test_somebody_always_administers(identity: Identity) -> None:
    boss, other = (
        await member(identity, "a@example.com", admin=True),
        await member(identity, "b@example.com", admin=True),
    )
    results = await asyncio.gather(
        identity.people.change(boss, other.person, PersonChange(admin=False)),
        identity.people.change(other, boss.person, PersonChange(admin=False)),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, Exception) for result in results) == 1
    still = boss if isinstance(results[1], Exception) else other
    with pytest.raises(LastAdministrator):
        await identity.people.change(still, still.person, PersonChange(disabled=True))


async def test_an_unknown_person_cannot_be_changed(identity: Identity) -> None:
    boss = await member(identity, "boss@example.com", admin=True)
    with pytest.raises(PersonUnknown):
        await identity.people.change(boss, PersonId(new_id()), PersonChange(name="Ghost"))


async def test_the_database_itself_keeps_members_from_administering(database: Store, identity: Identity) -> None:
    ada = await member(identity, "ada@example.com")
    for statement in (
        "UPDATE identity.people SET admin = true",
        "INSERT INTO identity.people SELECT * FROM identity.people",
        "DELETE FROM identity.people",
        "SELECT identity.change_person(id, true, NULL, NULL, now()) FROM identity.people",
        "SELECT * FROM identity.links",
        "SET ROLE inhouse_owner",
        "ALTER TABLE identity.people DISABLE ROW LEVEL SECURITY",
    ):
        with pytest.raises(StatementFailed):
            async with database.work(ada) as work:
                await work.execute(text(statement))


async def test_without_a_where_everybody_sees_their_own_rows_only(database: Store, identity: Identity) -> None:
    callers = [await member(identity, f"{name}@example.com") for name in ("ada", "ben")]
    for caller in callers:
        await identity.keys.create(caller, KeyTerms("script"))
    tables = {"people": "id", "passwords": "person_id", "sessions": "person_id", "api_keys": "person_id"}
    for table, column in tables.items():
        statement = text(f"SELECT {column} FROM identity.{table}")  # noqa: S608
        for caller in callers:
            async with database.work(caller) as work:
                rows = (await work.execute(statement)).scalars().all()
                assert set(rows) == {caller.person}
        async with database.work(None) as work:
            assert (await work.execute(statement)).all() == []
    async with database.work(callers[0]) as work:
        assert (await work.execute(text("DELETE FROM identity.sessions"))).rowcount == 1
    assert await identity.sessions.list(callers[1]) != []
    async with database.work(None, Role.JOBS) as work:
        assert (await work.execute(text("SELECT count(*) FROM identity.people"))).scalar_one() == 2
