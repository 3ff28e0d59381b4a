"""Accounts at providers and the models behind them.

`host`, `port`, `terms` and `context_tokens` of models.models stay for servers of the version before, which read them; the
server on loopback that a model had becomes an account.
"""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ACCOUNTS = """
CREATE TABLE models.accounts (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    wire text NOT NULL,
    scheme text NOT NULL CHECK (scheme IN ('http', 'https')),
    host text NOT NULL,
    port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
    path text NOT NULL,
    api_version text,
    destination_class text NOT NULL CHECK (destination_class IN ('local', 'private', 'external')),
    terms jsonb NOT NULL,
    header text NOT NULL,
    credential text NOT NULL CHECK (credential IN ('none', 'environment', 'file', 'vault', 'entra')),
    place text,
    sealed bytea,
    entra jsonb,
    at_once integer CHECK (at_once > 0),
    enabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((credential IN ('environment', 'file')) = (place IS NOT NULL)),
    CHECK ((credential = 'entra') = (entra IS NOT NULL)),
    CHECK (credential <> 'vault' OR sealed IS NOT NULL)
)
"""
_DEPLOYMENTS = """
CREATE TABLE models.deployments (
    model_id text NOT NULL REFERENCES models.models ON DELETE CASCADE,
    position integer NOT NULL,
    account_id uuid NOT NULL REFERENCES models.accounts,
    upstream_model text NOT NULL,
    weight integer NOT NULL CHECK (weight > 0),
    PRIMARY KEY (model_id, position)
)
"""
_MODELS = """
ALTER TABLE models.models
    ADD COLUMN description text,
    ADD COLUMN abilities jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN fallback text[] NOT NULL DEFAULT '{}',
    ADD COLUMN groups uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN layout jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN tested jsonb,
    ALTER COLUMN terms SET DEFAULT '{"trained_on": "", "kept": ""}',
    DROP CONSTRAINT models_check
"""
_FILL_ACCOUNTS = """
INSERT INTO models.accounts (id, name, wire, scheme, host, port, path, destination_class, terms, header, credential,
        enabled, created_at)
    SELECT gen_random_uuid(), 'Server on this machine, port ' || port, 'openai', 'http', '127.0.0.1', port, '/v1', 'local',
        '{}', 'authorization', 'none', true, min(created_at)
    FROM models.models WHERE kind = 'openai' GROUP BY port
"""
_FILL_DEPLOYMENTS = """
INSERT INTO models.deployments (model_id, position, account_id, upstream_model, weight)
    SELECT m.id, 0, a.id, m.upstream_model, 1
    FROM models.models m JOIN models.accounts a ON a.port = m.port WHERE m.kind = 'openai'
"""
_FILL_ABILITIES = """
UPDATE models.models SET abilities = jsonb_build_object('context_tokens', context_tokens)
    WHERE context_tokens IS NOT NULL
"""


def upgrade() -> None:
    op.execute(_ACCOUNTS)
    op.execute(_DEPLOYMENTS)
    op.execute("CREATE INDEX deployments_account_id_idx ON models.deployments (account_id)")
    op.execute(_MODELS)
    for table in ("models.accounts", "models.deployments"):
        policies.guarded(table)
        policies.all_rows(table, Role.APP)
        policies.all_rows(table, Role.OWNER)
        policies.grant(table, Role.APP, "SELECT", "INSERT", "UPDATE", "DELETE")
    # Row-level security is forced on the owner as well, who fills the new tables from the old one.
    policies.all_rows("models.models", Role.OWNER)
    for statement in (_FILL_ACCOUNTS, _FILL_DEPLOYMENTS, _FILL_ABILITIES):
        op.execute(statement)
    op.execute("DROP POLICY all_rows_owner ON models.models")
    for table in ("models.accounts", "models.deployments"):
        op.execute(f"DROP POLICY all_rows_owner ON {table}")


def downgrade() -> None:
    op.execute("DROP TABLE models.deployments")
    op.execute("DROP TABLE models.accounts")
    op.execute("DELETE FROM models.models WHERE kind = 'openai' AND port IS NULL")
    op.execute(
        """ALTER TABLE models.models DROP COLUMN description, DROP COLUMN abilities, DROP COLUMN fallback,
            DROP COLUMN groups, DROP COLUMN layout, DROP COLUMN tested, ALTER COLUMN terms DROP DEFAULT,
            ADD CONSTRAINT models_check CHECK ((kind = 'openai') = (host IS NOT NULL AND port IS NOT NULL))"""
    )
