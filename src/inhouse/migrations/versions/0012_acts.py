"""Acts on their way into the ledger: whoever does something adds one in the same transaction and cannot take it back."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE TABLE ledger.acts ("
        "id uuid PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL, "
        "actor uuid, subject uuid, chat uuid, facts jsonb NOT NULL)"
    )
    policies.guarded("ledger.acts")
    policies.all_rows("ledger.acts", Role.OWNER)
    for role in (Role.APP, Role.JOBS):
        policies.grant("ledger.acts", role, "INSERT")
        op.execute(f"CREATE POLICY add_{role.name.lower()} ON ledger.acts FOR INSERT TO {role.value} WITH CHECK (true)")


def downgrade() -> None:
    op.execute("DROP TABLE ledger.acts")
