"""Acts get their lines: a server claims those that wait and numbers them, and takes each out with the line it becomes.

The server's roles can neither read, change nor remove an act by themselves. What waits holds pseudonyms, no person.
"""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_LEASE_SECONDS = 30
"""A server that claimed acts and has not numbered them for so long has gone: another may."""


def upgrade() -> None:
    op.execute("ALTER TABLE ledger.entries DROP CONSTRAINT entries_kind_check")
    op.execute(
        "ALTER TABLE ledger.entries ADD CONSTRAINT entries_kind_check "
        "CHECK (kind IN ('open', 'outcome', 'refused', 'act')) NOT VALID"
    )
    # Nothing that runs has noted an act yet.
    op.execute(
        "ALTER TABLE ledger.acts ALTER actor TYPE text USING NULL, ALTER subject TYPE text USING NULL, "
        "ALTER chat TYPE text USING NULL, ADD claimed_by text, ADD claimed_at timestamptz"
    )
    # Only what an act is may be given with it: a claim is made by the function alone.
    for role in (Role.APP, Role.JOBS):
        op.execute(f"REVOKE INSERT ON ledger.acts FROM {role.value}")
        policies.grant("ledger.acts", role, "INSERT (id, at, kind, actor, subject, chat, facts)")
    op.execute(
        "CREATE TABLE ledger.act_lines (act uuid PRIMARY KEY, log text NOT NULL, number bigint NOT NULL, "
        "FOREIGN KEY (log, number) REFERENCES ledger.entries (log, number))"
    )
    policies.guarded("ledger.act_lines")
    policies.all_rows("ledger.act_lines", Role.OWNER)
    policies.all_rows("ledger.act_lines", Role.AUDITOR)
    policies.grant("ledger.act_lines", Role.AUDITOR, "SELECT")
    _told()
    _numbered()
    _shown()


def _told() -> None:
    op.execute(
        "CREATE FUNCTION ledger.tell_of_acts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        "AS $$ BEGIN PERFORM pg_notify('ledger_acts', ''); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER tell AFTER INSERT ON ledger.acts FOR EACH STATEMENT EXECUTE FUNCTION ledger.tell_of_acts()"
    )


def _numbered() -> None:
    policies.definer_function(
        "ledger.claim_acts(text, integer)",
        "TABLE (act uuid, done timestamptz, kind text, actor text, subject text, chat text, facts jsonb)",
        f"""BEGIN RETURN QUERY
        WITH free AS (
            SELECT a.id FROM ledger.acts a
            WHERE a.claimed_by IS NULL OR a.claimed_by = $1 OR a.claimed_at < now() - interval '{_LEASE_SECONDS} s'
            ORDER BY a.at, a.id LIMIT $2 FOR UPDATE SKIP LOCKED
        ), taken AS (
            UPDATE ledger.acts a SET claimed_by = $1, claimed_at = now() FROM free WHERE a.id = free.id RETURNING a.*
        )
        SELECT t.id, t.at, t.kind, t.actor, t.subject, t.chat, t.facts FROM taken t ORDER BY t.at, t.id;
        END""",  # noqa: S608 (a number from above)
    )
    # All of them or none: false if one has gone into another log.
    policies.definer_function(
        "ledger.number_acts(text, bigint[], timestamptz[], bytea[], uuid[])",
        "boolean",
        """DECLARE
            there bigint;
        BEGIN
            SELECT count(*) INTO there FROM (
                SELECT FROM ledger.acts a WHERE a.id = ANY ($5) AND a.claimed_by = $1 FOR UPDATE
            ) held;
            IF there <> cardinality($5) THEN
                RETURN false;
            END IF;
            DELETE FROM ledger.acts a WHERE a.id = ANY ($5);
            INSERT INTO ledger.entries (log, number, at, kind, entry)
                SELECT $1, n.number, n.at, 'act', n.entry FROM unnest($2, $3, $4) AS n (number, at, entry);
            INSERT INTO ledger.act_lines (act, log, number)
                SELECT n.act, $1, n.number FROM unnest($5, $2) AS n (act, number);
            RETURN true;
        END""",
    )


def _shown() -> None:
    # Whoever asks for an entry names somebody who is in it. The name is a pseudonym that only their key gives.
    policies.definer_function(
        "ledger.line_of(text, bigint, text)",
        "TABLE (entry bytea, outcome_number bigint, outcome bytea)",
        """BEGIN RETURN QUERY
        SELECT e.entry, o.number, o.entry FROM ledger.entries e
        LEFT JOIN ledger.entries o ON o.log = e.log AND o.closes = e.number
        WHERE e.log = $1 AND e.number = $2 AND $3 IN (
            convert_from(e.entry, 'UTF8')::jsonb ->> 'actor', convert_from(e.entry, 'UTF8')::jsonb ->> 'subject'
        );
        END""",
    )
    policies.definer_function(
        "ledger.line_of_act(uuid)",
        "TABLE (log text, number bigint)",
        "BEGIN RETURN QUERY SELECT l.log, l.number FROM ledger.act_lines l WHERE l.act = $1; END",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION ledger.line_of_act(uuid)")
    op.execute("DROP FUNCTION ledger.line_of(text, bigint, text), ledger.claim_acts(text, integer)")
    op.execute("DROP FUNCTION ledger.number_acts(text, bigint[], timestamptz[], bytea[], uuid[])")
    op.execute("DROP TABLE ledger.act_lines")
    op.execute("DROP TRIGGER tell ON ledger.acts")
    op.execute("DROP FUNCTION ledger.tell_of_acts()")
    op.execute(
        "ALTER TABLE ledger.acts DROP claimed_by, DROP claimed_at, ALTER actor TYPE uuid USING NULL, "
        "ALTER subject TYPE uuid USING NULL, ALTER chat TYPE uuid USING NULL"
    )
