"""The tables of limits and usage, which never hold content, and of responses, whose content is sealed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from inhouse.store.tables import metadata

CALLS = Table(
    "calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("key_id", Uuid),
    Column("groups", ARRAY(Uuid), nullable=False),
    Column("model", Text, nullable=False),
    Column("destination_class", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("reasoning_tokens", Integer, nullable=False),
    Column("estimated", Boolean, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("currency", Text),
    Column("outcome", Text, nullable=False),
    Column("error", Text),
    Column("first_ms", Integer),
    Column("total_ms", Integer, nullable=False),
    Column("log", Text),
    Column("line", BigInteger),
    CheckConstraint("outcome IN ('ok', 'cut', 'failed', 'refused', 'running', 'unknown')"),
    schema="usage",
)
Index("calls_person_id_at_idx", CALLS.c.person_id, CALLS.c.at)
Index("calls_at_idx", CALLS.c.at, postgresql_using="brin")
Index("calls_running_idx", CALLS.c.log, postgresql_where=CALLS.c.outcome == "running")

LIMITS = Table(
    "limits",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Uuid),
    Column("model", Text),
    Column("requests", BigInteger),
    Column("tokens", BigInteger),
    Column("streams", BigInteger),
    Column("budget", BigInteger),
    Column("currency", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint(
        "kind", "subject", "model", name="limits_kind_subject_model_key", postgresql_nulls_not_distinct=True
    ),
    schema="usage",
)

RESPONSES = Table(
    "responses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("local_destination", Text),
    Index("responses_expires_at_idx", "expires_at"),
    schema="responses",
)
