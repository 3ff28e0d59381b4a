import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from inhouse.host import ChildState, FolderBusy, is_held
from inhouse.store.embedded import Connection, DatabaseUnavailable, EmbeddedPostgres, Role
from tests.support import parent
from tests.support.people import KINDS, expect_gone, family, mode, person, read_line, seen_from_outside

NETWORKS = {"root": "namespace", "confined": "shared", "ordinary": "user-namespace"}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedPostgres]:
    states: asyncio.Queue[ChildState] = asyncio.Queue()
    server = EmbeddedPostgres(tmp_path / "data", states.put_nowait)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def connect(connection: Connection, **changes: str) -> asyncpg.Connection:
    facts = {"user": connection.user, "password": connection.password, "database": connection.database} | changes
    return await asyncpg.connect(
        host=str(connection.host),
        port=connection.port,
        user=facts["user"],
        password=facts["password"],
        database=facts["database"],
    )


async def ask(connection: Connection, question: str) -> object:
    session = await connect(connection)
    try:
        return await session.fetchval(question)
    finally:
        await session.close()


async def test_every_role_signs_in_and_none_has_power_over_the_server(server: EmbeddedPostgres) -> None:
    for role in Role:
        power = "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = $1"
        session = await connect(server.connection(role))
        assert await session.fetchval("SELECT current_user::text") == role.value
        assert await session.fetchval(power, role.value) is False
        await session.close()


async def test_only_the_owner_may_make_tables(server: EmbeddedPostgres) -> None:
    await ask(server.connection(Role.OWNER), "CREATE TABLE owned (id int)")
    for role in (Role.APP, Role.JOBS, Role.AUDITOR):
        for statement in ("CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)", "TABLE owned"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await ask(server.connection(role), statement)


async def test_the_superuser_cannot_sign_in_and_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    app = server.connection(Role.APP)
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await connect(app, user="postgres")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connect(app, password="wrong")
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await connect(app, database="postgres")


async def test_it_is_made_as_promised(server: EmbeddedPostgres) -> None:
    owner = server.connection(Role.OWNER)
    wanted = {
        "listen_addresses": "",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "jit": "off",
        "log_min_error_statement": "panic",
        "log_min_messages": "log",
        "log_statement": "none",
        "logging_collector": "off",
        "wal_writer_delay": "20ms",
        "fsync": "on",
        "max_connections": "50",
    }
    assert {name: await ask(owner, f"SHOW {name}") for name in wanted} == wanted
    locale = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'inhouse'"
    assert await ask(owner, locale) == "b C.UTF-8"
    assert await ask(owner, "SELECT '[1,2,3]'::vector <-> '[1,2,4]'::vector") == 1.0


async def test_folders_and_passwords_are_closed_to_others(server: EmbeddedPostgres, tmp_path: Path) -> None:
    database = tmp_path / "data" / "database"
    for folder in (tmp_path / "data", database, database / "passwords", database / "server"):
        assert mode(folder) == 0o700, folder
    for file in (database / "passwords").iterdir():
        assert mode(file) == 0o600, file
    socket = server.connection(Role.APP).host / ".s.PGSQL.5432"
    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert mode(socket) == 0o700


async def test_no_password_is_seen_from_outside(server: EmbeddedPostgres) -> None:
    passwords = [server.connection(role).password for role in Role]
    assert len(set(passwords)) == len(passwords)
    assert server.pid is not None
    seen = seen_from_outside(server.pid)
    for connection in map(server.connection, Role):
        assert connection.password not in seen
        assert connection.password not in repr(connection) + repr(connection.url) + str(connection.url)


async def test_a_failing_statement_leaves_no_trace_in_the_log(
    server: EmbeddedPostgres, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with pytest.raises(asyncpg.PostgresError):
        await ask(server.connection(Role.OWNER), "SELECT 'canary-7Q2'::uuid")
    await server.stop()
    assert "shut down" in caplog.text
    assert "canary-7Q2" not in caplog.text


async def test_after_a_crash_it_comes_back_with_its_data(tmp_path: Path) -> None:
    states: asyncio.Queue[ChildState] = asyncio.Queue()
    server = EmbeddedPostgres(tmp_path / "data", states.put_nowait)
    await server.start()
    try:
        await ask(server.connection(Role.OWNER), "CREATE TABLE kept AS SELECT 42 AS number")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        async with asyncio.timeout(10):
            seen = [await states.get() for _ in range(4)]
        assert seen == [ChildState.STARTING, ChildState.READY, ChildState.RESTARTING, ChildState.READY]
        assert await ask(server.connection(Role.OWNER), "SELECT number FROM kept") == 42
        assert server.restarts == 1
    finally:
        await server.stop()


async def test_a_second_inhouse_is_refused_but_a_second_process_can_connect(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    with pytest.raises(FolderBusy, match=str(os.getpid())):
        await EmbeddedPostgres(tmp_path / "data").start()
    running = EmbeddedPostgres.running(tmp_path / "data")
    assert running is not None
    assert await ask(running(Role.AUDITOR), "SELECT current_user::text") == "inhouse_auditor"
    await server.stop()
    assert EmbeddedPostgres.running(tmp_path / "data") is None


async def test_a_second_stop_does_not_touch_the_next_server(tmp_path: Path) -> None:
    first, second = EmbeddedPostgres(tmp_path / "data"), EmbeddedPostgres(tmp_path / "data")
    await first.start()
    await first.stop()
    await second.start()
    try:
        await first.stop()
        assert await ask(second.connection(Role.APP), "SELECT 1") == 1
    finally:
        await second.stop()


async def test_stale_files_of_a_dead_server_do_not_stop_a_new_one(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "data")
    await server.start()
    await server.stop()
    cluster = tmp_path / "data" / "database" / "server" / "cluster"
    # The number of a living process of ours, as it happens in containers, where numbers are used again.
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster}\n1\n5432\n/tmp\n\n1 1\nready\n")
    assert EmbeddedPostgres.running(tmp_path / "data") is None
    await server.start()
    await server.stop()


async def test_a_half_made_database_is_made_again(tmp_path: Path) -> None:
    left = tmp_path / "data" / "database" / "server" / "cluster.new"
    server = EmbeddedPostgres(tmp_path / "data")
    await server.start()
    await server.stop()
    (left.parent / "cluster").rename(left)
    await server.start()
    assert await ask(server.connection(Role.APP), "SELECT 1") == 1
    await server.stop()
    assert not left.exists()


async def test_before_the_first_start_there_is_nothing_to_connect_to(tmp_path: Path) -> None:
    assert EmbeddedPostgres.running(tmp_path / "data") is None
    with pytest.raises(DatabaseUnavailable):
        EmbeddedPostgres(tmp_path / "data").connection(Role.APP)


async def test_a_data_folder_with_a_long_path_works(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 30) / "data")
    await server.start()
    try:
        connection = server.connection(Role.APP)
        assert connection.host.is_relative_to("/tmp")
        assert await ask(connection, "SELECT 1") == 1
    finally:
        await server.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_when_inhouse_is_killed_no_postgres_is_left_and_the_next_start_works(kind: str) -> None:
    with person(kind) as somebody:
        program = (sys.executable, str(parent.__file__), "database", str(somebody.home / "data"))
        homes = {place: mode(place) for place in (somebody.home, *somebody.home.parents)}
        for last in (False, True):  # the second start comes at once, while the first server is still going
            with somebody.start(*program) as process:
                facts = json.loads(read_line(process.stdout))
                assert facts["network"] == NETWORKS[kind]
                assert facts["user"] == (None if kind == "ordinary" else "inhouse-db")
                with expect_gone(family(facts["pid"]) if last else set(), 5):
                    process.kill()
        assert not is_held(somebody.home / "data" / "database" / "running")
        assert {place: mode(place) for place in homes} == homes
