"""The tables of policies, counters, releases and terms. Counters hold no content, the last two hold it sealed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from inhouse.store.tables import metadata

POLICIES = Table(
    "policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("policy", JSONB, nullable=False),
    Column("changed_by", Uuid),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("version > 0"),
    schema="guard",
)

COUNTS = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("dry", Boolean, primary_key=True),
    *(
        Column(name, BigInteger, nullable=False)
        for name in ("seen", "warned", "replaced", "removed", "kept_local", "refused", "overridden")
    ),
    schema="guard",
)

RELEASES = Table(
    "releases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("chat_id", Uuid, nullable=False),
    Column("keys", ARRAY(Text), nullable=False),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("answered_by", Uuid),
    Column("granted", Boolean),
    Column("until", DateTime(timezone=True)),
    Column("note", LargeBinary),
    Index("releases_owner_id_chat_id_idx", "owner_id", "chat_id"),
    Index("releases_asked_at_idx", "asked_at"),
    Index("releases_chat_id_idx", "chat_id"),
    schema="guard",
)

TERMS = Table(
    "terms",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("category", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Index("terms_category_id_idx", "category", "id"),
    schema="guard",
)

TERM_CHANGES = Table(
    "term_changes",
    metadata,
    Column("only_row", Boolean, primary_key=True, server_default=text("true")),
    Column("changes", BigInteger, nullable=False),
    CheckConstraint("only_row"),
    schema="guard",
)
