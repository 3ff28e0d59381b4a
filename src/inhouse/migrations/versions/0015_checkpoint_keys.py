"""The keys that sign the ledger's checkpoints: the newest signs, of the others only the public half is left."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # `sealed` is the seed of a key under the master key; it goes when the key is replaced.
    op.execute(
        "CREATE TABLE ledger.checkpoint_keys ("
        "number integer PRIMARY KEY CHECK (number > 0), id uuid NOT NULL, made_at timestamptz NOT NULL, "
        "public bytea NOT NULL CHECK (octet_length(public) = 32), sealed bytea)"
    )
    policies.guarded("ledger.checkpoint_keys")
    for role in (Role.OWNER, Role.JOBS, Role.AUDITOR):
        policies.all_rows("ledger.checkpoint_keys", role)
    policies.grant("ledger.checkpoint_keys", Role.JOBS, "SELECT", "INSERT", "UPDATE (sealed)")
    # An auditor sees which keys there were, and never a seed, sealed or not.
    policies.grant("ledger.checkpoint_keys", Role.AUDITOR, "SELECT (number, made_at, public)")


def downgrade() -> None:
    op.execute("DROP TABLE ledger.checkpoint_keys")
