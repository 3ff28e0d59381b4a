"""Chats, their messages, and the parts of answers that are being written. What people wrote is sealed."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = """
CREATE SCHEMA chat;

CREATE TABLE chat.chats (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    title bytea,
    title_source text NOT NULL,
    instructions bytea,
    temperature double precision,
    model text,
    pinned boolean NOT NULL,
    archived boolean NOT NULL,
    leaf_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    shredded_at timestamptz,
    UNIQUE (id, owner_id)
);
CREATE INDEX chats_sidebar_idx ON chat.chats (owner_id, archived, pinned DESC, updated_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX chats_newest_idx ON chat.chats (owner_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX chats_deleted_idx ON chat.chats (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE chat.messages (
    id uuid PRIMARY KEY,
    chat_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    parent_id uuid,
    speaker text NOT NULL CHECK (speaker IN ('user', 'assistant')),
    status text NOT NULL CHECK (status IN ('complete', 'running', 'cancelled', 'interrupted', 'failed')),
    content bytea NOT NULL,
    size integer NOT NULL,
    created_at timestamptz NOT NULL,
    model text,
    destination text,
    destination_class text,
    rating text CHECK (rating IN ('up', 'down')),
    prompt_tokens integer,
    completion_tokens integer,
    left_out integer NOT NULL,
    finish text,
    run_id uuid,
    node text,
    FOREIGN KEY (chat_id, owner_id) REFERENCES chat.chats (id, owner_id) ON DELETE CASCADE
);
CREATE INDEX messages_chat_idx ON chat.messages (chat_id, number);
CREATE INDEX messages_run_idx ON chat.messages (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX messages_running_idx ON chat.messages (owner_id) WHERE status = 'running';

CREATE TABLE chat.parts (
    run_id uuid NOT NULL,
    number integer NOT NULL,
    message_id uuid NOT NULL REFERENCES chat.messages ON DELETE CASCADE,
    owner_id uuid NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (run_id, number)
);
CREATE INDEX parts_message_idx ON chat.parts (message_id);

CREATE TABLE chat.notes (
    record uuid PRIMARY KEY,
    chat_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    content bytea NOT NULL,
    FOREIGN KEY (chat_id, owner_id) REFERENCES chat.chats (id, owner_id) ON DELETE CASCADE
);
CREATE INDEX notes_chat_idx ON chat.notes (chat_id)
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.use_schema("chat")
    for table in ("chat.chats", "chat.messages", "chat.parts", "chat.notes"):
        policies.own_rows(table)
        policies.grant(table, Role.APP, "SELECT", "INSERT", "UPDATE", "DELETE")
        policies.all_rows(table, Role.JOBS)
    # Jobs remove what was deleted and find what a crash left unfinished; they cannot read content.
    policies.grant(
        "chat.chats",
        Role.JOBS,
        "SELECT (id, owner_id, deleted_at, shredded_at)",
        "UPDATE (title, instructions, shredded_at)",
        "DELETE",
    )
    policies.grant("chat.messages", Role.JOBS, "SELECT (id, chat_id, owner_id, status, run_id, node)", "DELETE")


def downgrade() -> None:
    op.execute("DROP SCHEMA chat CASCADE")
