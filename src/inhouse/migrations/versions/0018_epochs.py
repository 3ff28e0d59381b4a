"""Epochs of the wrapped keys, a root key under the master key, and room to wrap a person's keys anew.

Additive: what an older version has written is epoch 0 and is taken up by the next turn.
"""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE keys.installation ADD COLUMN root bytea, ADD COLUMN custody text NOT NULL DEFAULT 'file',
    ADD COLUMN generation bigint NOT NULL DEFAULT 1, ADD COLUMN wrapped_at timestamptz,
    ADD COLUMN verified_at timestamptz;
ALTER TABLE keys.person_keys ADD COLUMN epoch bigint NOT NULL DEFAULT 0, ADD COLUMN own bytea;
CREATE INDEX person_keys_epoch_idx ON keys.person_keys (epoch);
CREATE TABLE keys.epochs (
    number bigint PRIMARY KEY,
    began_at timestamptz NOT NULL,
    turns_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    fingerprint bytea NOT NULL,
    closed_at timestamptz,
    destroyed_at timestamptz
);
CREATE TABLE keys.shreddings (
    person_id uuid NOT NULL,
    epoch bigint NOT NULL,
    PRIMARY KEY (person_id, epoch)
)
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.grant("keys.installation", Role.JOBS, "UPDATE (root, custody, generation, wrapped_at, verified_at)")
    policies.grant("keys.epochs", Role.APP, "SELECT")
    policies.grant("keys.epochs", Role.JOBS, "SELECT", "INSERT", "UPDATE (turns_at, closed_at, destroyed_at)")
    # A person's keys are wrapped anew in their own name; jobs know whose turn it is, and still cannot read a key.
    policies.grant("keys.person_keys", Role.APP, "UPDATE (wrapped, own, epoch)", "DELETE")
    policies.grant("keys.chat_keys", Role.APP, "UPDATE (wrapped)")
    policies.all_rows("keys.person_keys", Role.JOBS)
    policies.grant("keys.person_keys", Role.JOBS, "SELECT (person_id, epoch)", "DELETE")
    policies.guarded("keys.shreddings")
    policies.all_rows("keys.shreddings", Role.OWNER)
    policies.all_rows("keys.shreddings", Role.JOBS)
    policies.grant("keys.shreddings", Role.JOBS, "SELECT", "DELETE")
    _note_shreddings()


def _note_shreddings() -> None:
    # The lock is the one that begins an epoch: what is shredded belongs to the epoch in which it commits.
    policies.definer_function(
        "keys.note_shreddings()",
        "trigger",
        """BEGIN
        PERFORM pg_advisory_xact_lock_shared(hashtext('keys.epoch'));
        INSERT INTO keys.shreddings (person_id, epoch)
            SELECT DISTINCT owner_id, (SELECT coalesce(max(number), 0) FROM keys.epochs) FROM gone
            ON CONFLICT DO NOTHING;
        RETURN NULL;
        END""",
        roles=(Role.JOBS,),
    )
    op.execute(
        "CREATE TRIGGER note_shreddings AFTER DELETE ON keys.chat_keys REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION keys.note_shreddings()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER note_shreddings ON keys.chat_keys")
    op.execute("DROP FUNCTION keys.note_shreddings()")
    op.execute("DROP TABLE keys.shreddings, keys.epochs")
    op.execute("ALTER TABLE keys.person_keys DROP COLUMN epoch, DROP COLUMN own")
    columns = ("root", "custody", "generation", "wrapped_at", "verified_at")
    op.execute(f"ALTER TABLE keys.installation {', '.join(f'DROP COLUMN {name}' for name in columns)}")
