"""The jobs see where an answer came from: local engines hold in their memory what the jobs destroy."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_RIGHT = "SELECT (destination, destination_class)"


def upgrade() -> None:
    policies.grant("chat.messages", Role.JOBS, _RIGHT)


def downgrade() -> None:
    op.execute(f"REVOKE {_RIGHT} ON chat.messages FROM {Role.JOBS.value}")
