"""Lines from before acts had lines are of the known kinds too: the check that was added without looking is looked at."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Reads the table beside whoever reads and writes it.
    op.execute("ALTER TABLE ledger.entries VALIDATE CONSTRAINT entries_kind_check")


def downgrade() -> None:
    """A check that holds needs no undoing."""
