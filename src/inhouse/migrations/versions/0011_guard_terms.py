"""The words that only the company knows, sealed."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# `content` is the term, sealed under a key of the installation; `digest` is keyed and tells that a term is there already.
# `changes` counts how often the terms changed: whoever holds them compares it.
_TABLES = """
CREATE TABLE guard.terms (
    id uuid PRIMARY KEY,
    category text NOT NULL,
    digest bytea NOT NULL UNIQUE,
    content bytea NOT NULL,
    added_at timestamptz NOT NULL
);
CREATE INDEX terms_category_id_idx ON guard.terms (category, id);

CREATE TABLE guard.term_changes (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    changes bigint NOT NULL
)
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.guarded("guard.terms")
    policies.all_rows("guard.terms", Role.OWNER)
    policies.all_rows("guard.terms", Role.JOBS)
    # Everybody's requests are read with the terms; administrators change them.
    op.execute(f"CREATE POLICY held ON guard.terms FOR SELECT TO {Role.APP.value} USING (true)")
    op.execute(
        f"CREATE POLICY administrators_add ON guard.terms FOR INSERT TO {Role.APP.value} "
        "WITH CHECK ((SELECT identity.caller_is_admin()))"
    )
    op.execute(
        f"CREATE POLICY administrators_remove ON guard.terms FOR DELETE TO {Role.APP.value} "
        "USING ((SELECT identity.caller_is_admin()))"
    )
    for role in (Role.APP, Role.JOBS):
        policies.grant("guard.terms", role, "SELECT", "INSERT", "DELETE")
        policies.grant("guard.term_changes", role, "SELECT")
    policies.definer_function(
        "guard.terms_changed()",
        "trigger",
        "BEGIN INSERT INTO guard.term_changes AS c (changes) VALUES (1) "
        "ON CONFLICT (only_row) DO UPDATE SET changes = c.changes + 1; "
        "PERFORM pg_notify('inhouse_guard_terms', ''); RETURN NULL; END",
    )
    op.execute(
        "CREATE TRIGGER changed AFTER INSERT OR DELETE ON guard.terms "
        "FOR EACH STATEMENT EXECUTE FUNCTION guard.terms_changed()"
    )


def downgrade() -> None:
    op.execute("DROP TABLE guard.terms, guard.term_changes")
    op.execute("DROP FUNCTION guard.terms_changed()")
