"""Who said yes or no to training, and what the organisation allows. Both only grow: nothing said is ever changed."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# `chat_id` NULL: from then on. `purpose_hash` binds a yes to the words that were agreed to.
_TABLES = """
CREATE TABLE identity.training_rules (
    version integer PRIMARY KEY CHECK (version > 0),
    allowed boolean NOT NULL,
    purpose text NOT NULL,
    changed_by uuid,
    changed_at timestamptz NOT NULL
);

CREATE TABLE identity.consents (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity.people (id) ON DELETE CASCADE,
    chat_id uuid,
    yes boolean NOT NULL,
    purpose_hash text NOT NULL,
    said_at timestamptz NOT NULL
);
CREATE INDEX consents_said_idx ON identity.consents (person_id, said_at)
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.guarded("identity.training_rules")
    policies.all_rows("identity.training_rules", Role.OWNER)
    policies.all_rows("identity.training_rules", Role.JOBS)
    op.execute(f"CREATE POLICY read ON identity.training_rules FOR SELECT TO {Role.APP.value} USING (true)")
    op.execute(
        f"CREATE POLICY administrators_add ON identity.training_rules FOR INSERT TO {Role.APP.value} "
        "WITH CHECK ((SELECT identity.caller_is_admin()))"
    )
    policies.own_rows("identity.consents", "person_id")
    policies.all_rows("identity.consents", Role.OWNER)
    policies.all_rows("identity.consents", Role.JOBS)
    for table in ("identity.training_rules", "identity.consents"):
        policies.grant(table, Role.APP, "SELECT", "INSERT")
        policies.grant(table, Role.JOBS, "SELECT")
    policies.grant("identity.training_rules", Role.JOBS, "INSERT")
    # An erased person's are erased with them.
    policies.grant("identity.consents", Role.JOBS, "DELETE")


def downgrade() -> None:
    op.execute("DROP TABLE identity.consents, identity.training_rules")
