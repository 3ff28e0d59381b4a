from dataclasses import replace
from uuid import uuid4

import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, InvalidRequest, NotFound
from inhouse.core.ids import new_id
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.errors import GroupUnknown, NameTaken
from inhouse.identity.key import KeyTerms
from inhouse.identity.person import Browser
from inhouse.store import StatementFailed

PASSWORD = "correct horse battery staple"


async def member(identity: Identity, name: str, *, admin: bool = False) -> Caller:
    person = await identity.people.create(f"{name.lower()}@example.com", name, PASSWORD, admin=admin)
    return Caller(person, admin=admin, kind=CallerKind.SESSION, credential=new_id())


@pytest.fixture
async def boss(identity: Identity) -> Caller:
    return await member(identity, "Boss", admin=True)


async def test_a_group_is_made_filled_renamed_emptied_and_removed(identity: Identity, boss: Caller) -> None:
    ada, robot = await member(identity, "Ada"), await identity.services.create(boss, "Robot")
    group = await identity.groups.create(boss, "  Research  team ")
    for one in (robot.id, ada.person, ada.person):
        await identity.groups.add_member(boss, group.id, one)
    (listed,) = await identity.groups.list(boss)
    assert (listed.id, listed.name) == (group.id, "Research team")
    assert [(one.name, one.email) for one in listed.members] == [("Ada", "ada@example.com"), ("Robot", None)]
    renamed = await identity.groups.rename(boss, group.id, "Labs")
    assert (renamed.name, renamed.members) == ("Labs", listed.members)
    await identity.groups.remove_member(boss, group.id, ada.person)
    with pytest.raises(NotFound):
        await identity.groups.remove_member(boss, group.id, ada.person)
    assert [one.name for one in (await identity.groups.named(Console.HERE, "LABS")).members] == ["Robot"]
    await identity.groups.remove(boss, group.id)
    assert await identity.groups.list(boss) == []
    assert len(await identity.services.list(boss)) == 1


async def test_a_session_carries_its_groups(identity: Identity, boss: Caller) -> None:
    ada = await member(identity, "Ada")
    session = await identity.sessions.open(ada.person, admin=False, browser=Browser("192.0.2.1"))
    group = await identity.groups.create(boss, "Research")
    await identity.groups.create(boss, "Others")
    await identity.groups.add_member(boss, group.id, ada.person)
    found = await identity.sessions.find(session.token)
    assert found is not None
    assert found.groups == {group.id}


async def test_names_are_unique_whatever_their_case(identity: Identity, boss: Caller) -> None:
    await identity.groups.create(boss, "Straße")
    other = await identity.groups.create(boss, "Labs")
    for name in ("straße", "STRASSE", " strasse "):
        with pytest.raises(NameTaken):
            await identity.groups.create(boss, name)
        with pytest.raises(NameTaken):
            await identity.groups.rename(boss, other.id, name)
    for name in ("", " ", "a\nb\0", "x" * 201):
        with pytest.raises(InvalidRequest):
            await identity.groups.create(boss, name)


async def test_what_is_not_there_is_said(identity: Identity, boss: Caller) -> None:
    group = await identity.groups.create(boss, "Research")
    with pytest.raises(NotFound):
        await identity.groups.add_member(boss, group.id, uuid4())
    for attempt in (
        identity.groups.add_member(boss, uuid4(), boss.person),
        identity.groups.rename(boss, uuid4(), "Labs"),
        identity.groups.remove(boss, uuid4()),
        identity.groups.named(boss, "nothing"),
    ):
        with pytest.raises(GroupUnknown):
            await attempt


async def test_administrators_alone_see_and_change_groups(identity: Identity, boss: Caller) -> None:
    ada = await member(identity, "Ada")
    group = await identity.groups.create(boss, "Research")
    for nobody in (ada, replace(boss, kind=CallerKind.KEY)):
        for attempt in (
            identity.groups.list(nobody),
            identity.groups.create(nobody, "Mine"),
            identity.groups.rename(nobody, group.id, "Mine"),
            identity.groups.remove(nobody, group.id),
            identity.groups.add_member(nobody, group.id, ada.person),
            identity.groups.remove_member(nobody, group.id, ada.person),
        ):
            with pytest.raises(Forbidden):
                await attempt


async def test_the_database_shows_nothing_to_who_only_says_that_they_administer(
    identity: Identity, boss: Caller
) -> None:
    liar = replace(await member(identity, "Ada"), admin=True)
    group = await identity.groups.create(boss, "Research")
    await identity.groups.add_member(boss, group.id, boss.person)
    await identity.services.create(boss, "Robot")
    await identity.keys.create(boss, KeyTerms("script"))
    assert [list(await one) for one in (identity.groups.list(liar), identity.services.list(liar))] == [[], []]
    assert await identity.keys.list_all(liar) == []
    with pytest.raises(StatementFailed):
        await identity.groups.create(liar, "Mine")
    with pytest.raises(StatementFailed):
        await identity.services.create(liar, "Mine")
    with pytest.raises(GroupUnknown):
        await identity.groups.add_member(liar, group.id, liar.person)
    with pytest.raises(GroupUnknown):
        await identity.groups.remove(liar, group.id)
