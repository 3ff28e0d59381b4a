"""Whether chats of everybody, or of a group, may be kept, must not be kept, or must be kept."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# `group_id` NULL: for everybody.
_TABLE = """
CREATE TABLE chat.history_rules (
    group_id uuid REFERENCES identity.groups (id) ON DELETE CASCADE,
    rule text NOT NULL CHECK (rule IN ('off', 'kept')),
    changed_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (group_id)
)
"""


def upgrade() -> None:
    op.execute(_TABLE)
    policies.guarded("chat.history_rules")
    policies.all_rows("chat.history_rules", Role.OWNER)
    policies.all_rows("chat.history_rules", Role.JOBS)
    # The server reads all rules to hold them; only administrators change them.
    op.execute(f"CREATE POLICY held ON chat.history_rules FOR SELECT TO {Role.APP.value} USING (true)")
    for purpose, rule in {
        "INSERT": "WITH CHECK ((SELECT identity.caller_is_admin()))",
        "DELETE": "USING ((SELECT identity.caller_is_admin()))",
    }.items():
        op.execute(
            f"CREATE POLICY administrators_{purpose.lower()} ON chat.history_rules FOR {purpose} "
            f"TO {Role.APP.value} {rule}"
        )
    for role in (Role.APP, Role.JOBS):
        policies.grant("chat.history_rules", role, "SELECT", "INSERT", "DELETE")
    op.execute(
        "CREATE FUNCTION chat.tell_history() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        "AS $function$ BEGIN PERFORM pg_notify('inhouse_history', ''); RETURN NULL; END $function$"
    )
    op.execute(
        "CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON chat.history_rules "
        "FOR EACH STATEMENT EXECUTE FUNCTION chat.tell_history()"
    )


def downgrade() -> None:
    op.execute("DROP TABLE chat.history_rules")
    op.execute("DROP FUNCTION chat.tell_history()")
