from collections.abc import Callable
from datetime import timedelta

import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import InvalidRequest, NotFound
from inhouse.core.ids import new_id
from inhouse.identity import Identity, keys
from inhouse.identity.errors import PersonUnknown
from inhouse.identity.keys import TooManyKeys


async def member(identity: Identity, email: str = "ada@example.com") -> Caller:
    person = await identity.people.create(email, "Ada", "correct horse battery staple", admin=False)
    return Caller(person, admin=False, kind=CallerKind.SESSION, credential=new_id())


async def test_a_key_finds_its_person(identity: Identity) -> None:
    ada = await member(identity)
    key, secret = await identity.keys.create(ada, " my script ")
    found = await identity.keys.find(secret)
    assert found == Caller(ada.person, admin=False, kind=CallerKind.KEY, credential=key.id)
    assert (key.name, secret.startswith(key.prefix), len(key.prefix)) == ("my script", True, 10)


async def test_a_key_without_a_name_is_refused(identity: Identity) -> None:
    ada = await member(identity)
    with pytest.raises(InvalidRequest):
        await identity.keys.create(ada, " \t ")
    with pytest.raises(InvalidRequest):
        await identity.keys.create_for("ada@example.com", " ")
    assert await identity.keys.list(ada) == []


async def test_keys_that_begin_alike_are_different_keys(identity: Identity) -> None:
    ada = await member(identity)
    key, secret = await identity.keys.create(ada, "script")
    for wrong in (key.prefix, secret[:30], secret[:-1] + ("a" if secret[-1] != "a" else "b"), secret + "x", ""):
        assert await identity.keys.find(wrong) is None


async def test_a_revoked_key_is_refused_at_once(identity: Identity) -> None:
    ada, ben = await member(identity), await member(identity, "ben@example.com")
    key, secret = await identity.keys.create(ada, "script")
    with pytest.raises(NotFound):
        await identity.keys.revoke(ben, key.id)
    await identity.keys.revoke(ada, key.id)
    assert await identity.keys.find(secret) is None
    assert await identity.keys.list(ada) == []
    with pytest.raises(NotFound):
        await identity.keys.revoke(ada, key.id)


async def test_use_is_shown(identity: Identity, later: Callable[[timedelta], None]) -> None:
    ada = await member(identity)
    _, secret = await identity.keys.create(ada, "script")
    assert (await identity.keys.list(ada))[0].last_used_at is None
    await identity.keys.find(secret)
    first = (await identity.keys.list(ada))[0].last_used_at
    await identity.keys.find(secret)
    assert (await identity.keys.list(ada))[0].last_used_at == first
    later(timedelta(minutes=2))
    await identity.keys.find(secret)
    assert (await identity.keys.list(ada))[0].last_used_at != first


async def test_the_command_line_makes_a_key_for_somebody(identity: Identity) -> None:
    ada = await member(identity)
    found = await identity.keys.find(await identity.keys.create_for("ADA@example.com", "script"))
    assert found is not None
    assert found.person == ada.person
    with pytest.raises(PersonUnknown, match=r"nobody@example\.com"):
        await identity.keys.create_for("nobody@example.com", "script")


async def test_keys_are_limited(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "MOST", 2)
    ada = await member(identity)
    for _ in range(2):
        await identity.keys.create(ada, "script")
    with pytest.raises(TooManyKeys):
        await identity.keys.create(ada, "script")
