from pathlib import Path

from inhouse.identity import Identity
from inhouse.identity.person import Browser
from inhouse.store import Store
from inhouse.vault import Vault


async def test_what_one_server_opened_another_one_knows(database: Store, identity: Identity, tmp_path: Path) -> None:
    other = Identity.open(database, await Vault.open(tmp_path / "master.key", database))
    person = await identity.people.create("ada@example.com", "Ada", "correct horse battery staple", admin=False)
    opened = await identity.sessions.open(person, admin=False, browser=Browser("192.0.2.1"))
    assert await other.sessions.find(opened.token) == opened.caller
    assert other.sessions.csrf_holds(opened.caller, identity.sessions.csrf_token(opened.caller))
    assert other.attempts.knows("ada@example.com", identity.attempts.mark("ada@example.com"))
