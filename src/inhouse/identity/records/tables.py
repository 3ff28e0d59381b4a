"""Identity's tables, and the functions of the migrations that cross row-level security."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    Uuid,
    text,
)

from inhouse.store import Work
from inhouse.store.tables import metadata


def _person_id(*, primary: bool = False, nullable: bool = False) -> Column[UUID]:
    key = ForeignKey("identity.people.id", ondelete="CASCADE")
    return Column("person_id", Uuid, key, primary_key=primary, nullable=nullable, index=not primary)


def _service_id() -> Column[UUID]:
    key = ForeignKey("identity.services.id", ondelete="CASCADE")
    return Column("service_id", Uuid, key, nullable=True, index=True)


def _texts(name: str) -> Column[list[str]]:
    return Column(name, ARRAY(Text), nullable=False, server_default="{}")


def _moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


PEOPLE = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("auditor", Boolean, nullable=False, server_default="false"),
    Column("locale", Text),
    Column("theme", Text, nullable=False, server_default="system"),
    Column("instructions", LargeBinary),
    _moment("created_at"),
    _moment("last_seen_at", nullable=True),
    _moment("disabled_at", nullable=True),
    schema="identity",
)
PASSWORDS = Table(
    "passwords",
    metadata,
    _person_id(primary=True),
    Column("hash", Text, nullable=False),
    _moment("changed_at"),
    schema="identity",
)
SESSIONS = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    _person_id(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _moment("created_at"),
    _moment("last_seen_at"),
    _moment("expires_at"),
    Column("user_agent", Text, nullable=False),
    Column("address", Text, nullable=False),
    schema="identity",
)
SERVICES = Table(
    "services",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    _moment("created_at"),
    schema="identity",
)
GROUPS = Table(
    "groups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    _moment("created_at"),
    schema="identity",
)
GROUP_MEMBERS = Table(
    "group_members",
    metadata,
    Column("group_id", Uuid, ForeignKey("identity.groups.id", ondelete="CASCADE"), nullable=False),
    _person_id(nullable=True),
    _service_id(),
    CheckConstraint("num_nonnulls(person_id, service_id) = 1"),
    UniqueConstraint("group_id", "person_id", name="group_members_group_id_person_id_key"),
    UniqueConstraint("group_id", "service_id", name="group_members_group_id_service_id_key"),
    schema="identity",
)
API_KEYS = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    _person_id(nullable=True),
    _service_id(),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    _texts("models"),
    _texts("doors"),
    _texts("addresses"),
    _moment("created_at"),
    _moment("expires_at", nullable=True),
    _moment("last_used_at", nullable=True),
    CheckConstraint("num_nonnulls(person_id, service_id) = 1"),
    schema="identity",
)
LINKS = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, CheckConstraint("kind IN ('setup', 'invite')"), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _person_id(nullable=True),
    _moment("expires_at"),
    _moment("used_at", nullable=True),
    schema="identity",
)
ATTEMPTS = Table(
    "attempts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    _moment("last_at"),
    _moment("next_at"),
    schema="identity",
)


async def call(work: Work, name: str, *values: object) -> Any:  # noqa: ANN401 (rows of as many shapes as functions)
    """Call one of the migrations' functions and give back its result."""
    bound = {f"v{number}": value for number, value in enumerate(values)}
    return await work.execute(_statement(name, len(bound)), bound)


@cache  # building it costs more than running it, and every request asks who its caller is
def _statement(name: str, values: int) -> TextClause:
    names = ", ".join(f":v{number}" for number in range(values))
    return text(f"SELECT * FROM identity.{name}({names})")  # noqa: S608 (names of ours, values are bound)
