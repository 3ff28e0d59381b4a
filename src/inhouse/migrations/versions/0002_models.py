"""The models that administrators have enabled. No content, and the same for everybody."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA models")
    op.execute(
        """CREATE TABLE models.models (
            id text PRIMARY KEY,
            name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('builtin', 'gguf', 'openai')),
            host text,
            port integer CHECK (port BETWEEN 1 AND 65535),
            file text,
            upstream_model text NOT NULL,
            terms jsonb NOT NULL,
            fit_for_work boolean NOT NULL,
            enabled boolean NOT NULL,
            is_default boolean NOT NULL,
            context_tokens integer CHECK (context_tokens > 0),
            created_at timestamptz NOT NULL,
            CHECK ((kind = 'openai') = (host IS NOT NULL AND port IS NOT NULL)),
            CHECK ((kind = 'gguf') = (file IS NOT NULL))
        )"""
    )
    op.execute("CREATE UNIQUE INDEX models_is_default_idx ON models.models (is_default) WHERE is_default")
    policies.use_schema("models")
    policies.guarded("models.models")
    policies.all_rows("models.models", Role.APP)
    policies.grant("models.models", Role.APP, "SELECT", "INSERT", "UPDATE", "DELETE")


def downgrade() -> None:
    op.execute("DROP SCHEMA models CASCADE")
