"""Answers that a program may refer to later, sealed."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# `content` holds the response and the conversation that led to it, under a key of its own in keys.chat_keys.
_TABLES = """
CREATE SCHEMA responses;

CREATE TABLE responses.responses (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX responses_expires_at_idx ON responses.responses (expires_at);

ALTER TABLE responses.responses ALTER COLUMN content SET STORAGE EXTERNAL
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.use_schema("responses")
    policies.own_rows("responses.responses")
    policies.grant("responses.responses", Role.APP, "SELECT", "INSERT", "DELETE")
    policies.all_rows("responses.responses", Role.JOBS)
    # Jobs remove what has expired; they read no content.
    policies.grant("responses.responses", Role.JOBS, "SELECT (id, expires_at)", "DELETE")


def downgrade() -> None:
    op.execute("DROP SCHEMA responses CASCADE")
