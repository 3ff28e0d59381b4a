"""The ledger: entries that the server's role may add and neither read, change nor remove."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = """
CREATE SCHEMA ledger;
CREATE TABLE ledger.entries (
    log text NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('open', 'outcome', 'refused')),
    closes bigint CHECK ((closes IS NOT NULL) = (kind = 'outcome') AND closes < number),
    entry bytea NOT NULL CHECK (octet_length(entry) <= 65535),
    PRIMARY KEY (log, number)
);
CREATE UNIQUE INDEX entries_log_closes_idx ON ledger.entries (log, closes) WHERE closes IS NOT NULL;
CREATE TABLE ledger.logs (
    log text PRIMARY KEY,
    settled bigint NOT NULL
);
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    policies.use_schema("ledger")
    for table in ("ledger.entries", "ledger.logs"):
        policies.guarded(table)
        policies.all_rows(table, Role.OWNER)
        policies.all_rows(table, Role.AUDITOR)
        policies.grant(table, Role.AUDITOR, "SELECT")
    policies.grant("ledger.entries", Role.APP, "INSERT")
    op.execute(f"CREATE POLICY add ON ledger.entries FOR INSERT TO {Role.APP.value} WITH CHECK (true)")
    # Where a log stands. Every line up to `settled` is closed, so that a start does not look at the whole log.
    policies.definer_function(
        "ledger.take(text)",
        "TABLE (last_number bigint, last_at timestamptz, unclosed bigint[])",
        """DECLARE
            known bigint := coalesce((SELECT l.settled FROM ledger.logs l WHERE l.log = $1), 0);
        BEGIN
            SELECT e.number, e.at INTO last_number, last_at
                FROM ledger.entries e WHERE e.log = $1 ORDER BY e.number DESC LIMIT 1;
            last_number := coalesce(last_number, 0);
            unclosed := ARRAY(
                SELECT e.number FROM ledger.entries e
                WHERE e.log = $1 AND e.number > known AND e.kind = 'open'
                AND NOT EXISTS (SELECT FROM ledger.entries o WHERE o.log = $1 AND o.closes = e.number)
                ORDER BY e.number
            );
            INSERT INTO ledger.logs AS l (log, settled) VALUES ($1, coalesce(unclosed[1] - 1, last_number))
                ON CONFLICT ON CONSTRAINT logs_pkey DO UPDATE SET settled = excluded.settled;
            RETURN NEXT;
        END""",
    )
    # It only goes up, and never over a line that is open: whoever calls it cannot hide one from the next start.
    policies.definer_function(
        "ledger.settle(text, bigint)",
        "void",
        """BEGIN
            UPDATE ledger.logs l SET settled = $2
                WHERE l.log = $1 AND l.settled < $2
                AND EXISTS (SELECT FROM ledger.entries e WHERE e.log = $1 AND e.number = $2)
                AND NOT EXISTS (
                    SELECT FROM ledger.entries e
                    WHERE e.log = $1 AND e.number > l.settled AND e.number <= $2 AND e.kind = 'open'
                    AND NOT EXISTS (SELECT FROM ledger.entries o WHERE o.log = $1 AND o.closes = e.number)
                );
        END""",
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA ledger CASCADE")
