"""Auditors: people who see what the page Proof shows, and no more of others than anybody.

What they and administrators see of the ledger are sums that two functions make. No role of the server reads an entry.
"""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE identity.people ADD COLUMN auditor boolean NOT NULL DEFAULT false")
    _who_audits()
    _recognition()
    _sums()


def _who_audits() -> None:
    policies.definer_function(
        "identity.check_audits()",
        "void",
        """BEGIN
        IF NOT EXISTS (SELECT FROM identity.people
            WHERE id = nullif(current_setting('app.caller', true), '')::uuid AND (admin OR auditor)
            AND disabled_at IS NULL) THEN RAISE insufficient_privilege; END IF;
        END""",
    )
    # $1 person, $2 whether they audit; false when there is no such person
    policies.definer_function(
        "identity.set_auditor(uuid, boolean)",
        "boolean",
        """BEGIN
        PERFORM identity.check_administers();
        UPDATE identity.people SET auditor = $2 WHERE id = $1;
        RETURN FOUND;
        END""",
        roles=(Role.APP, Role.JOBS),
    )


def _recognition() -> None:
    # Migration 0005's find_session stays for the version that still runs. It knows nothing of auditors.
    policies.definer_function(
        "identity.session_of(bytea)",
        "TABLE (session uuid, person uuid, is_admin boolean, is_auditor boolean, seen timestamptz, "
        "expires timestamptz, groups uuid[])",
        """BEGIN RETURN QUERY
        SELECT s.id, p.id, p.admin, p.auditor, s.last_seen_at, s.expires_at,
            ARRAY(SELECT m.group_id FROM identity.group_members m WHERE m.person_id = p.id)
        FROM identity.sessions s JOIN identity.people p ON p.id = s.person_id
        WHERE s.token_hash = $1 AND p.disabled_at IS NULL;
        END""",
    )


def _sums() -> None:
    # Every log: its last number, and the first one that is not older than $1. Times never go backwards in a log, so
    # that is found by halving.
    policies.definer_function(
        "ledger.logs_since(timestamptz)",
        "TABLE (log text, first bigint, last bigint)",
        """DECLARE
            low bigint;
            high bigint;
            middle bigint;
            seen timestamptz;
        BEGIN
            PERFORM identity.check_audits();
            FOR log, last IN
                SELECT l.log, coalesce((SELECT max(e.number) FROM ledger.entries e WHERE e.log = l.log), 0)
                FROM ledger.logs l ORDER BY l.log
            LOOP
                low := 1;
                high := last + 1;
                WHILE low < high LOOP
                    middle := (low + high) / 2;
                    SELECT e.at INTO seen FROM ledger.entries e WHERE e.log = logs_since.log AND e.number = middle;
                    IF seen < $1 THEN low := middle + 1; ELSE high := middle; END IF;
                END LOOP;
                first := low;
                RETURN NEXT;
            END LOOP;
        END""",
    )
    # $1 log, the entries behind number $2 up to number $3. A day without a date: something there cannot be read.
    # An entry is canonical JSON, where a quotation mark inside a text is never bare: what stands from one key to another
    # can be cut out, and is parsed once for all entries that say the same. Parsing each took three times as long.
    policies.definer_function(
        "ledger.sums(text, bigint, bigint)",
        "TABLE (day date, destination text, destination_class text, cause text, calls bigint, bytes bigint)",
        """BEGIN
            PERFORM identity.check_audits();
            RETURN QUERY
            SELECT s.day, f.destination, f.destination_class, f.error, s.calls, s.bytes
            FROM (
                SELECT (e.at AT TIME ZONE 'UTC')::date AS day, count(*) AS calls,
                    split_part(split_part(t.entry, '"destination":', 2), ',"findings":', 1) AS place,
                    sum(split_part(split_part(t.entry, '"bytes":', 2), ',', 1)::bigint)::bigint AS bytes
                FROM ledger.entries e, convert_from(e.entry, 'UTF8') AS t (entry)
                WHERE e.log = $1 AND e.number > $2 AND e.number <= $3 AND e.kind IN ('open', 'refused')
                GROUP BY 1, 3
            ) s, json_to_record(('{"destination":' || s.place || '}')::json)
                AS f (destination text, destination_class text, error text);
        EXCEPTION WHEN data_exception THEN
            RETURN QUERY SELECT NULL::date, '', '', NULL::text, 0::bigint, 0::bigint;
        END""",
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION ledger.sums(text, bigint, bigint), ledger.logs_since(timestamptz)")
    op.execute("DROP FUNCTION identity.session_of(bytea), identity.set_auditor(uuid, boolean), identity.check_audits()")
    op.execute("ALTER TABLE identity.people DROP COLUMN auditor")
