import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind, Door, Scope
from inhouse.core.errors import Forbidden, InvalidRequest, NotFound
from inhouse.core.ids import new_id
from inhouse.identity import Identity, keys
from inhouse.identity.access import Console
from inhouse.identity.errors import KeyAddressRefused, KeyExpired, PersonUnknown, ServiceUnknown, TooManyKeys
from inhouse.identity.key import KeyTerms
from inhouse.identity.person import PersonChange

SCRIPT = KeyTerms("script")


async def member(identity: Identity, email: str = "ada@example.com", *, admin: bool = False) -> Caller:
    person = await identity.people.create(email, "Ada", "correct horse battery staple", admin=admin)
    return Caller(person, admin=admin, kind=CallerKind.SESSION, credential=new_id())


async def test_a_key_finds_its_person(identity: Identity) -> None:
    ada = await member(identity)
    key, secret = await identity.keys.create(ada, KeyTerms(" my script "))
    found = await identity.keys.find(secret)
    assert found == Caller(ada.person, admin=False, kind=CallerKind.KEY, credential=key.id)
    assert (key.terms.name, secret.startswith(key.prefix), len(key.prefix)) == ("my script", True, 10)


async def test_a_key_without_a_name_is_refused(identity: Identity) -> None:
    ada = await member(identity)
    with pytest.raises(InvalidRequest):
        await identity.keys.create(ada, KeyTerms(" \t "))
    with pytest.raises(InvalidRequest):
        await identity.keys.create_for("ada@example.com", KeyTerms(" "))
    assert await identity.keys.list(ada) == []


async def test_keys_that_begin_alike_are_different_keys(identity: Identity) -> None:
    ada = await member(identity)
    key, secret = await identity.keys.create(ada, SCRIPT)
    for wrong in (key.prefix, secret[:30], secret[:-1] + ("a" if secret[-1] != "a" else "b"), secret + "x", ""):
        assert await identity.keys.find(wrong) is None


async def test_a_revoked_key_is_refused_at_once(identity: Identity) -> None:
    ada, ben = await member(identity), await member(identity, "ben@example.com")
    key, secret = await identity.keys.create(ada, SCRIPT)
    assert await identity.keys.find(secret) is not None
    with pytest.raises(NotFound):
        await identity.keys.revoke(ben, key.id)
    await identity.keys.revoke(ada, key.id)
    assert await identity.keys.find(secret) is None
    assert await identity.keys.list(ada) == []
    with pytest.raises(NotFound):
        await identity.keys.revoke(ada, key.id)


async def test_a_scope_is_kept_shown_and_carried_by_the_caller(identity: Identity) -> None:
    ada = await member(identity)
    until = clock.now() + timedelta(days=1)
    terms = KeyTerms("script", ("demo", "demo"), (Door.CHAT, Door.MODELS), ("192.0.2.0/24",), until)
    _, secret = await identity.keys.create(ada, terms)
    found = await identity.keys.find(secret, "192.0.2.1")
    assert found is not None
    assert found.scope == Scope(frozenset({"demo"}), frozenset({"chat", "models"}))
    assert [key.terms for key in await identity.keys.list(ada)] == [replace(terms, models=("demo",))]


async def test_a_key_without_a_scope_has_none(identity: Identity) -> None:
    ada = await member(identity)
    _, plain = await identity.keys.create(ada, SCRIPT)
    _, one_model = await identity.keys.create(ada, KeyTerms("script", models=("demo",)))
    callers = [await identity.keys.find(secret) for secret in (plain, one_model)]
    assert [caller and caller.scope for caller in callers] == [None, Scope(frozenset({"demo"}), None)]


async def test_an_expired_key_is_refused_also_while_it_is_remembered(
    identity: Identity, later: Callable[[timedelta], None]
) -> None:
    ada = await member(identity)
    _, secret = await identity.keys.create(ada, replace(SCRIPT, expires_at=clock.now() + timedelta(hours=1)))
    assert await identity.keys.find(secret) is not None
    later(timedelta(hours=2))
    with pytest.raises(KeyExpired):
        await identity.keys.find(secret)
    assert len(await identity.keys.list(ada)) == 1


async def test_a_key_for_an_address_is_refused_elsewhere_also_while_it_is_remembered(identity: Identity) -> None:
    ada = await member(identity)
    _, secret = await identity.keys.create(ada, replace(SCRIPT, addresses=("192.0.2.7",)))
    assert await identity.keys.find(secret, "192.0.2.7") is not None
    for elsewhere in ("192.0.2.8", "", "nowhere", "::1"):
        with pytest.raises(KeyAddressRefused):
            await identity.keys.find(secret, elsewhere)


async def test_a_remembered_key_asks_the_database_nothing(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = await member(identity)
    _, secret = await identity.keys.create(ada, SCRIPT)
    first = await identity.keys.find(secret)
    await used(identity, ada)
    monkeypatch.setattr(identity.keys._store, "work", None)
    assert await identity.keys.find(secret) == first


async def test_disabling_a_person_ends_a_remembered_key(identity: Identity) -> None:
    boss, ada = await member(identity, "boss@example.com", admin=True), await member(identity)
    _, secret = await identity.keys.create(ada, SCRIPT)
    assert await identity.keys.find(secret) is not None
    await identity.people.change(boss, ada.person, PersonChange(disabled=True))
    assert await identity.keys.find(secret) is None


async def test_a_group_is_carried_and_lost_at_once(identity: Identity) -> None:
    boss, ada = await member(identity, "boss@example.com", admin=True), await member(identity)
    _, secret = await identity.keys.create(ada, SCRIPT)
    group = await identity.groups.create(boss, "Research")
    for change, groups in (
        (identity.groups.add_member, {group.id}),
        (identity.groups.remove_member, set()),
    ):
        await change(boss, group.id, ada.person)
        found = await identity.keys.find(secret)
        assert found is not None
        assert found.groups == groups


async def test_use_is_shown_to_the_minute(identity: Identity, later: Callable[[timedelta], None]) -> None:
    ada = await member(identity)
    _, secret = await identity.keys.create(ada, SCRIPT)
    assert (await identity.keys.list(ada))[0].last_used_at is None
    await identity.keys.find(secret)
    first = await used(identity, ada)
    await identity.keys.find(secret)
    assert await used(identity, ada) == first
    later(timedelta(minutes=2))
    await identity.keys.find(secret)
    while await used(identity, ada) == first:
        await asyncio.sleep(0)


async def test_the_command_line_makes_a_key_for_somebody(identity: Identity) -> None:
    ada = await member(identity)
    _, secret = await identity.keys.create_for("ADA@example.com", SCRIPT)
    found = await identity.keys.find(secret)
    assert found is not None
    assert found.person == ada.person
    with pytest.raises(PersonUnknown, match=r"nobody@example\.com"):
        await identity.keys.create_for("nobody@example.com", SCRIPT)


async def test_keys_are_limited(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST", 2)
    ada = await member(identity)
    for _ in range(2):
        await identity.keys.create(ada, SCRIPT)
    with pytest.raises(TooManyKeys):
        await identity.keys.create(ada, SCRIPT)


async def test_the_key_of_a_service_account_opens_doors_alone(identity: Identity) -> None:
    boss = await member(identity, "boss@example.com", admin=True)
    service = await identity.services.create(boss, "Nightly report")
    key, secret = await identity.keys.create_for_service(boss, service.id, SCRIPT)
    found = await identity.keys.find(secret)
    assert found is not None
    assert (found.person, found.admin, found.credential, found.doors_only) == (service.id, False, key.id, True)
    assert all(found.may_enter(door) for door in Door)
    with pytest.raises(ServiceUnknown):
        await identity.keys.create_for_service(boss, boss.person, SCRIPT)


async def test_administrators_see_and_revoke_the_keys_of_others_and_nobody_else_does(identity: Identity) -> None:
    boss, ada = await member(identity, "boss@example.com", admin=True), await member(identity)
    service = await identity.services.create(boss, "Nightly report")
    await identity.keys.create_for_service(Console.HERE, service.id, KeyTerms("report"))
    _, secret = await identity.keys.create(ada, SCRIPT)
    assert await identity.keys.find(secret) is not None
    found = {one.key.terms.name: one for one in await identity.keys.list_all(boss)}
    assert {name: (one.owner.name, one.owner.email) for name, one in found.items()} == {
        "report": ("Nightly report", None),
        "script": ("Ada", "ada@example.com"),
    }
    by_key = replace(boss, kind=CallerKind.KEY)
    for nobody in (ada, by_key):
        with pytest.raises(Forbidden):
            await identity.keys.list_all(nobody)
        with pytest.raises(Forbidden):
            await identity.keys.revoke_any(nobody, found["report"].key.id)
        with pytest.raises(Forbidden):
            await identity.keys.create_for_service(nobody, service.id, SCRIPT)
    await identity.keys.revoke_any(boss, found["script"].key.id)
    assert await identity.keys.find(secret) is None
    with pytest.raises(NotFound):
        await identity.keys.revoke_any(boss, uuid4())


async def used(identity: Identity, caller: Caller) -> datetime:
    """When the caller's only key was used last, as soon as that is written down."""
    while (found := (await identity.keys.list(caller))[0].last_used_at) is None:
        await asyncio.sleep(0)
    return found
