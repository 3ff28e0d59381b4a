import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import new_id
from inhouse.core.tasks import spawn
from inhouse.identity import Identity
from inhouse.identity.identity import CHANGED
from inhouse.identity.key import KeyTerms
from inhouse.identity.passwords import Passwords
from inhouse.identity.person import Browser, PersonChange
from inhouse.store import Addresses, Store
from inhouse.store.listener import listen_for
from inhouse.vault import Vault


async def test_what_one_server_opened_another_one_knows(database: Store, identity: Identity, tmp_path: Path) -> None:
    other = Identity.open(database, await Vault.open(tmp_path / "master.key", database))
    person = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=False)
    opened = await identity.sessions.open(person, admin=False, browser=Browser("192.0.2.1"))
    assert await other.sessions.find(opened.token) == opened.caller
    assert other.sessions.csrf_holds(opened.caller, identity.sessions.csrf_token(opened.caller))
    assert other.attempts.knows("ada@example.com", identity.attempts.mark("ada@example.com"))


async def test_what_another_server_changes_is_forgotten_here(
    identity: Identity, database: Store, database_addresses: Addresses, vault: Vault
) -> None:
    other = Identity.open(database, vault, Passwords(memory_kib=64, passes=1))
    told = asyncio.Event()

    def heard() -> None:
        identity.keys.forget()
        told.set()

    listening = spawn(listen_for(database_addresses, {CHANGED: heard}), name="listen")
    async with asyncio.timeout(20):
        await told.wait()
    ada = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=False)
    boss = await member(identity, "boss@example.com")
    robot = await other.services.create(boss, "Robot")
    group = await other.groups.create(boss, "Research")
    (_, hers), (key, mine), (_, its) = (
        await other.keys.create_for("ada@example.com", KeyTerms("hers")),
        await other.keys.create(boss, KeyTerms("mine")),
        await other.keys.create_for_service(boss, robot.id, KeyTerms("its")),
    )
    # Whose key, what the other server changes, and the groups of the key's caller then; None when it is refused.
    changes: list[tuple[str, Callable[[], Awaitable[object]], set[UUID] | None]] = [
        (hers, lambda: other.groups.add_member(boss, group.id, ada), {group.id}),
        (hers, lambda: other.groups.remove(boss, group.id), set()),
        (hers, lambda: other.people.change(boss, ada, PersonChange(disabled=True)), None),
        (mine, lambda: other.keys.revoke(boss, key.id), None),
        (its, lambda: other.services.remove(boss, robot.id), None),
    ]
    try:
        for secret, change, groups in changes:
            async with asyncio.timeout(20):
                assert await identity.keys.find(secret) is not None
                told.clear()
                await change()
                await told.wait()
            found = await identity.keys.find(secret)
            assert (None if found is None else found.groups) == groups
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await other.keys.close()


async def member(identity: Identity, email: str) -> Caller:
    """An administrator, signed in."""
    person = await identity.people.create(email, "Boss", "correct horse battery staple", admin=True)
    return Caller(person, admin=True, kind=CallerKind.SESSION, credential=new_id())
