"""Everybody may see what the guard did for them."""

from alembic import op

from inhouse.store import policies

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COUNTS = ("seen", "warned", "replaced", "removed", "kept_local", "refused", "overridden")


def upgrade() -> None:
    # The caller's own, since a day. Whoever may call it sees nobody else's: the caller is the transaction's.
    policies.definer_function(
        "guard.own_counts(date)",
        "TABLE (rule text, dry boolean, " + ", ".join(f"{name} bigint" for name in COUNTS) + ")",
        f"""BEGIN RETURN QUERY
        SELECT c.rule, c.dry, {", ".join(f"sum(c.{name})::bigint" for name in COUNTS)}
        FROM guard.counts c WHERE c.person_id = {policies.CALLER} AND c.day >= $1
        GROUP BY c.rule, c.dry ORDER BY c.rule, c.dry;
        END""",  # noqa: S608 (names from above)
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION guard.own_counts(date)")
