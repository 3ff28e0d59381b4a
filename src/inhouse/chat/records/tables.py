"""The tables of this room. What people and models wrote is sealed; everything else is clear."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from inhouse.store.tables import metadata

_MOMENT = DateTime(timezone=True)
_STATUSES = "'complete', 'running', 'cancelled', 'interrupted', 'failed'"

chats = Table(
    "chats",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("title", LargeBinary),
    Column("title_source", Text, nullable=False),
    Column("instructions", LargeBinary),
    Column("temperature", Double),
    Column("model", Text),
    Column("pinned", Boolean, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("leaf_id", Uuid),
    Column("created_at", _MOMENT, nullable=False),
    Column("updated_at", _MOMENT, nullable=False),
    Column("deleted_at", _MOMENT),
    Column("shredded_at", _MOMENT),
    Column("deletion", Uuid),
    Column("days", Integer, CheckConstraint("days > 0")),
    Column("counts_from", _MOMENT),
    UniqueConstraint("id", "owner_id", name="chats_id_owner_id_key"),
    schema="chat",
)
_c = chats.c
_there = _c.deleted_at.is_(None)
Index(
    "chats_sidebar_idx",
    _c.owner_id,
    _c.archived,
    _c.pinned.desc(),
    _c.updated_at.desc(),
    _c.id.desc(),
    postgresql_where=_there,
)
Index("chats_newest_idx", _c.owner_id, _c.updated_at.desc(), _c.id.desc(), postgresql_where=_there)
Index("chats_deleted_idx", _c.deleted_at, postgresql_where=_c.deleted_at.is_not(None))

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("chat_id", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("parent_id", Uuid),
    Column("speaker", Text, CheckConstraint("speaker IN ('user', 'assistant')"), nullable=False),
    Column("status", Text, CheckConstraint(f"status IN ({_STATUSES})"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("model", Text),
    Column("destination", Text),
    Column("destination_class", Text),
    Column("rating", Text, CheckConstraint("rating IN ('up', 'down')")),
    Column("prompt_tokens", Integer),
    Column("completion_tokens", Integer),
    Column("left_out", Integer, nullable=False),
    Column("finish", Text),
    Column("run_id", Uuid),
    Column("node", Text),
    Column("attached", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(["chat_id", "owner_id"], ["chat.chats.id", "chat.chats.owner_id"], ondelete="CASCADE"),
    schema="chat",
)
_m = messages.c
Index("messages_chat_idx", _m.chat_id, _m.number)
Index("messages_run_idx", _m.run_id, postgresql_where=_m.run_id.is_not(None))
Index("messages_running_idx", _m.owner_id, postgresql_where=_m.status == "running")

parts = Table(
    "parts",
    metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("message_id", Uuid, ForeignKey(_m.id, ondelete="CASCADE"), nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("parts_message_idx", "message_id"),
    schema="chat",
)

notes = Table(
    "notes",
    metadata,
    Column("record", Uuid, primary_key=True),
    Column("chat_id", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["chat_id", "owner_id"], ["chat.chats.id", "chat.chats.owner_id"], ondelete="CASCADE"),
    Index("notes_chat_idx", "chat_id"),
    schema="chat",
)

files = Table(
    "files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("chat_id", Uuid, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("state", Text, CheckConstraint("state IN ('uploading', 'reading', 'ready', 'failed')"), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", _MOMENT, nullable=False),
    Column("sent_at", _MOMENT),
    Column("node", Text),
    UniqueConstraint("id", "owner_id", name="files_id_owner_id_key"),
    ForeignKeyConstraint(["chat_id", "owner_id"], ["chat.chats.id", "chat.chats.owner_id"], ondelete="CASCADE"),
    schema="chat",
)
_f = files.c
Index("files_chat_idx", _f.chat_id, _f.number)
Index("files_unsent_idx", _f.created_at, postgresql_where=_f.sent_at.is_(None))
Index("files_unread_idx", _f.node, postgresql_where=_f.state.in_(("uploading", "reading")))

file_chunks = Table(
    "file_chunks",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("kind", Text, CheckConstraint("kind IN ('original', 'portion', 'picture')"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["file_id", "owner_id"], ["chat.files.id", "chat.files.owner_id"], ondelete="CASCADE"),
    schema="chat",
)

history_rules = Table(
    "history_rules",
    metadata,
    Column("group_id", Uuid, ForeignKey("identity.groups.id", ondelete="CASCADE")),
    Column("rule", Text, CheckConstraint("rule IN ('off', 'kept')"), nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
    UniqueConstraint("group_id", name="history_rules_group_id_key", postgresql_nulls_not_distinct=True),
    schema="chat",
)

retention = Table(
    "retention",
    metadata,
    Column("group_id", Uuid, ForeignKey("identity.groups.id", ondelete="CASCADE")),
    Column("days", Integer, CheckConstraint("days > 0"), nullable=False),
    UniqueConstraint("group_id", name="retention_group_id_key", postgresql_nulls_not_distinct=True),
    schema="chat",
)

retention_changes = Table(
    "retention_changes",
    metadata,
    Column("only_row", Boolean, CheckConstraint("only_row"), primary_key=True, server_default="true"),
    Column("changed_at", _MOMENT, nullable=False),
    schema="chat",
)
