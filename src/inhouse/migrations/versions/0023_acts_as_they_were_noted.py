"""An act gets its line with the words with which it was noted, or none: whoever numbers acts cannot change them.

Additive: an older version's entries say the same. One that does not is treated like an act that another server has.
"""

from inhouse.store import policies

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_SIGNATURE = "ledger.number_acts(text, bigint[], timestamptz[], bytea[], uuid[])"
_SAYS_WHAT_WAS_NOTED = """
    AND convert_from(n.entry, 'UTF8')::jsonb - ARRAY['v', 'time', 'tenant', 'done'] = jsonb_build_object(
        'seq', n.number, 'log', $1, 'act', a.id::text, 'kind', a.kind, 'facts', a.facts,
        'actor', a.actor, 'subject', a.subject, 'conversation', a.chat)
    AND (convert_from(n.entry, 'UTF8')::jsonb ->> 'done')::timestamptz = a.at"""


def upgrade() -> None:
    _numbered(_SAYS_WHAT_WAS_NOTED)


def downgrade() -> None:
    _numbered("")


def _numbered(condition: str) -> None:
    policies.definer_function(
        _SIGNATURE,
        "boolean",
        f"""DECLARE
            there bigint;
        BEGIN
            SELECT count(*) INTO there FROM (
                SELECT FROM ledger.acts a JOIN unnest($2, $4, $5) AS n (number, entry, act) ON n.act = a.id
                WHERE a.claimed_by = $1 {condition}
                FOR UPDATE OF a
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
        END""",  # noqa: S608 (a text from above)
        again=True,
    )
