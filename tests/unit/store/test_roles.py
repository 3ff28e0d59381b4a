import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from inhouse.store import Addresses, DatabaseAway, Role, Store, of_own_server
from inhouse.store.embedded import EmbeddedPostgres
from inhouse.store.errors import RolesMissing
from inhouse.store.migrate import migrate
from inhouse.store.roles import verifier

NAMES = ", ".join(role.value for role in Role if role is not Role.OWNER)
BARE = (
    f"REVOKE ALL ON DATABASE inhouse FROM {NAMES}",
    f"DROP ROLE {NAMES}",
    "GRANT CONNECT ON DATABASE inhouse TO PUBLIC",
)


class OwnServer:
    """A database server as a company has it: an owner who may make roles, and nothing else of ours."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedPostgres(folder)

    async def single_user(self, *statements: str) -> None:
        """Do what its administrator does, while it is stopped."""
        cluster = self.server._view.seen(self.server._places.cluster)
        words = (self.server._program("postgres"), "--single", "-j", "-D", cluster)
        stdin = "".join(f"{statement};\n\n" for statement in statements).encode()
        await self.server._run((*words, "-cexit_on_error=on", "template1"), stdin)

    @property
    def addresses(self) -> Addresses:
        facts = self.server.connection(Role.OWNER)
        account = f"{facts.user}:{quote(facts.password, safe='')}"
        return of_own_server(f"postgresql://{account}@/inhouse?host={quote(str(facts.host))}&port=5432")


@pytest.fixture
async def bare() -> AsyncIterator[OwnServer]:
    # A short path, so that the socket lies beside the data and single-user mode finds all folders.
    with tempfile.TemporaryDirectory(prefix="ih-", dir="/tmp") as folder:
        own = OwnServer(Path(folder))
        await own.server.start()
        await own.server.stop()
        await own.single_user(*BARE)
        try:
            yield own
        finally:
            await own.server.stop()


async def works(addresses: Addresses) -> None:
    store = Store.open(addresses)
    try:
        for role in (Role.APP, Role.JOBS):
            async with store.work(None, role) as work:
                assert (await work.execute(text("SELECT current_user::text"))).scalar_one() == role.value
    finally:
        await store.close()


async def test_an_owner_who_may_make_roles_needs_nothing_else(bare: OwnServer) -> None:
    await bare.single_user("ALTER ROLE inhouse_owner CREATEROLE")
    await bare.server.start()
    await migrate(bare.addresses)
    await works(bare.addresses)
    await migrate(bare.addresses)
    await works(bare.addresses)


async def test_a_new_password_of_the_owner_renews_the_others(bare: OwnServer) -> None:
    await bare.single_user("ALTER ROLE inhouse_owner CREATEROLE")
    await bare.server.start()
    await migrate(bare.addresses)
    before = bare.addresses
    password = bare.server._places.passwords / Role.OWNER.value
    password.write_text("the next password", "ascii")
    await bare.server.stop()
    await bare.single_user("ALTER ROLE inhouse_owner PASSWORD 'the next password'")
    await bare.server.start()
    with pytest.raises(DatabaseAway):
        await works(bare.addresses)
    await migrate(bare.addresses)
    await works(bare.addresses)
    with pytest.raises(DatabaseAway):
        await works(before)


async def test_an_owner_who_may_not_is_told_the_statement_and_it_is_enough(bare: OwnServer) -> None:
    statements: list[str] = []
    for _ in range(3):
        await bare.server.start()
        with pytest.raises(RolesMissing) as refusal:
            await migrate(bare.addresses)
        await bare.server.stop()
        statements.append((refusal.value.hint or "").partition(": ")[2].removesuffix(";"))
        assert bare.addresses(Role.APP).split(":")[2].partition("@")[0] not in statements[-1]
        await bare.single_user(statements[-1])
    assert [statement.split()[2] for statement in statements] == ["inhouse_app", "inhouse_jobs", "inhouse_auditor"]
    await bare.server.start()
    await migrate(bare.addresses)
    await works(bare.addresses)


def test_a_verifier_holds_no_password() -> None:
    found = verifier("postgresql://inhouse_app:secret@db/inhouse")
    assert found.startswith("SCRAM-SHA-256$4096:")
    assert "secret" not in found
    assert found != verifier("postgresql://inhouse_app:secret@db/inhouse")
