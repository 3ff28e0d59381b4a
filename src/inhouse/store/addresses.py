"""Where the database is, for each role.

The embedded server knows its own addresses. For a server of your own, INHOUSE_DATABASE_URL names the owner:

    CREATE ROLE inhouse_owner LOGIN CREATEROLE PASSWORD '...';
    CREATE DATABASE inhouse OWNER inhouse_owner;

    INHOUSE_DATABASE_URL=postgresql://inhouse_owner:...@db.example:5432/inhouse?sslmode=verify-full

The other roles are made at the first start. Their passwords are derived from the owner's, so that nothing is stored,
every node knows them, and a new password of the owner renews them at the next start.
"""

import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from inhouse.core.errors import InvalidRequest
from inhouse.store.embedded import Connection, Role

Addresses = Callable[[Role], str]
"""The address of a role, as libpq writes it (postgresql://user:password@host/database?...). Never logged."""


def of_embedded(connection: Callable[[Role], Connection]) -> Addresses:
    """The addresses of the embedded server, from what it says of itself."""

    def address(role: Role) -> str:
        facts = connection(role)
        account = f"{quote(facts.user)}:{quote(facts.password, safe='')}"
        return (
            f"postgresql://{account}@/{quote(facts.database)}?host={quote(str(facts.host), safe='')}&port={facts.port}"
        )

    return address


def of_own_server(url: str) -> Addresses:
    """The addresses on a server of one's own; `url` is the owner's. Raises InvalidRequest when it has no password."""
    parts = urlsplit(url)
    account, _, place = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    if not user or not password:
        raise InvalidRequest(
            "INHOUSE_DATABASE_URL must name a user and a password.",
            hint="postgresql://user:password@host:5432/database",
        )

    def address(role: Role) -> str:
        if role is Role.OWNER:
            return url
        derived = hmac.digest(unquote(password).encode(), b"inhouse database role " + role.encode(), hashlib.sha256)
        return parts._replace(netloc=f"{role.value}:{derived.hex()}@{place}").geturl()

    return address
