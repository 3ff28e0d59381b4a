"""The roles on a database server of one's own. The embedded server is made with them."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from inhouse.store.addresses import Addresses
from inhouse.store.embedded import Role
from inhouse.store.errors import RolesMissing
from inhouse.store.work import connect_arguments

_ROUNDS = 4096
_WRONG_PASSWORD = ("28000", "28P01")


async def ensure(connection: AsyncConnection, addresses: Addresses) -> None:
    """Make the roles that are missing and renew passwords that do not fit. Raises RolesMissing with the SQL to run."""
    found = await connection.execute(text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'inhouse%'"))
    known = {str(name) for (name,) in found}
    await connection.commit()
    for role in (Role.APP, Role.JOBS, Role.AUDITOR):
        if role.value not in known:
            await _run(connection, f"CREATE ROLE {role.value} LOGIN PASSWORD '{verifier(addresses(role))}'")
            await _run(connection, f"GRANT CONNECT ON DATABASE {await _database(connection)} TO {role.value}")
        elif not await _signs_in(addresses(role)):
            await _run(connection, f"ALTER ROLE {role.value} PASSWORD '{verifier(addresses(role))}'")


def verifier(address: str) -> str:
    """What PostgreSQL keeps of the password in an address (RFC 5803), so that no log ever shows the password."""
    password = (urlsplit(address).password or "").encode()
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password, salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ROUNDS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


async def _database(connection: AsyncConnection) -> str:
    return str((await connection.execute(text("SELECT quote_ident(current_database())"))).scalar_one())


async def _run(connection: AsyncConnection, statement: str) -> None:
    try:
        await connection.exec_driver_sql(statement)
        await connection.commit()
    except DBAPIError as error:
        raise RolesMissing(
            "Inhouse's roles cannot be made on this database server.",
            hint=f"Let the database's administrator run: {statement};",
        ) from error


async def _signs_in(address: str) -> bool:
    engine = create_async_engine("postgresql+asyncpg://", poolclass=NullPool, connect_args=connect_arguments(address))
    try:
        async with engine.connect():
            return True
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _WRONG_PASSWORD:
            return False
        raise
    finally:
        await engine.dispose()
