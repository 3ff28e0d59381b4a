"""Files that people attach; their names, their bytes and their text are sealed."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# `received` and `size` count the file's own bytes; `content` holds its name and the names of its portions. A chunk is a
# megabyte of the file as it came, one portion of its text, or its picture.
_TABLES = """
CREATE TABLE chat.files (
    id uuid PRIMARY KEY,
    chat_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    state text NOT NULL CHECK (state IN ('uploading', 'reading', 'ready', 'failed')),
    content bytea NOT NULL,
    size integer NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    node text,
    UNIQUE (id, owner_id),
    FOREIGN KEY (chat_id, owner_id) REFERENCES chat.chats (id, owner_id) ON DELETE CASCADE
);
CREATE INDEX files_chat_idx ON chat.files (chat_id, number);
CREATE INDEX files_unsent_idx ON chat.files (created_at) WHERE sent_at IS NULL;
CREATE INDEX files_unread_idx ON chat.files (node) WHERE state IN ('uploading', 'reading');

CREATE TABLE chat.file_chunks (
    file_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('original', 'portion', 'picture')),
    number integer NOT NULL,
    owner_id uuid NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (file_id, kind, number),
    FOREIGN KEY (file_id, owner_id) REFERENCES chat.files (id, owner_id) ON DELETE CASCADE
);

ALTER TABLE chat.file_chunks ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE chat.messages ADD COLUMN attached integer NOT NULL DEFAULT 0
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    for table in ("chat.files", "chat.file_chunks"):
        policies.own_rows(table)
        policies.grant(table, Role.APP, "SELECT", "INSERT", "UPDATE", "DELETE")
        policies.all_rows(table, Role.JOBS)
    # Jobs remove what was never sent and what was deleted, and find what a crash left unread; they read no content.
    policies.grant(
        "chat.files", Role.JOBS, "SELECT (id, chat_id, owner_id, state, created_at, sent_at, node)", "DELETE"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE chat.messages DROP COLUMN attached")
    op.execute("DROP TABLE chat.file_chunks")
    op.execute("DROP TABLE chat.files")
