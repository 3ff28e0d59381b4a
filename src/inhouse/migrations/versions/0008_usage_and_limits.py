"""What was used, and how much may be."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = """
CREATE SCHEMA usage;

CREATE TABLE usage.calls (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    person_id uuid NOT NULL,
    key_id uuid,
    groups uuid[] NOT NULL,
    model text NOT NULL,
    destination_class text NOT NULL,
    purpose text NOT NULL,
    prompt_tokens integer NOT NULL,
    completion_tokens integer NOT NULL,
    cached_tokens integer NOT NULL,
    reasoning_tokens integer NOT NULL,
    estimated boolean NOT NULL,
    cost bigint NOT NULL,
    currency text,
    outcome text NOT NULL CHECK (outcome IN ('ok', 'cut', 'failed', 'refused', 'running', 'unknown')),
    error text,
    first_ms integer,
    total_ms integer NOT NULL,
    log text,
    line bigint
);
CREATE INDEX calls_person_id_at_idx ON usage.calls (person_id, at);
CREATE INDEX calls_at_idx ON usage.calls USING brin (at);
CREATE INDEX calls_running_idx ON usage.calls (log) WHERE outcome = 'running';

CREATE TABLE usage.limits (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('everyone', 'group', 'member', 'person', 'key')),
    subject uuid,
    model text,
    requests bigint CHECK (requests >= 0),
    tokens bigint CHECK (tokens >= 0),
    streams bigint CHECK (streams >= 0),
    budget bigint CHECK (budget >= 0),
    currency text,
    changed_at timestamptz NOT NULL,
    CHECK (num_nonnulls(requests, tokens, streams, budget) > 0),
    CHECK ((budget IS NULL) = (currency IS NULL)),
    CHECK (kind <> 'everyone' OR subject IS NULL),
    CHECK (kind NOT IN ('group', 'member') OR subject IS NOT NULL),
    UNIQUE NULLS NOT DISTINCT (kind, subject, model)
);
"""

_COLUMNS = (
    "id uuid, at timestamptz, person_id uuid, key_id uuid, groups uuid[], model text, destination_class text, "
    "purpose text, prompt_tokens integer, completion_tokens integer, cached_tokens integer, reasoning_tokens integer, "
    "estimated boolean, cost bigint, currency text, outcome text, error text, first_ms integer, total_ms integer, "
    "log text, line bigint"
)
_NAMES = ", ".join(column.split(" ")[0] for column in _COLUMNS.split(", "))
_CHANGING = (
    "model", "destination_class", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens",
    "estimated", "cost", "currency", "outcome", "error", "first_ms", "total_ms", "log", "line",
)  # fmt: skip

FEWEST = 5
"""Fewer people are not shown together: they are counted among the others, or, if those are too few, not at all."""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    policies.use_schema("usage")
    _calls()
    _writing()
    _spent()
    _limits()
    for by, names in {
        "model": "SELECT ARRAY[c.model]::text[]",
        # Who is in several groups counts in each; who is in none, among the others.
        "group": "SELECT ARRAY(SELECT g.name FROM identity.groups g WHERE g.id = ANY (c.groups))",
    }.items():
        _together(by, names)


def _calls() -> None:
    policies.guarded("usage.calls")
    op.execute(
        f"CREATE POLICY own_rows ON usage.calls FOR SELECT TO {Role.APP.value} USING (person_id = {policies.CALLER})"
    )
    policies.all_rows("usage.calls", Role.OWNER)
    policies.grant("usage.calls", Role.APP, "SELECT")


def _writing() -> None:
    # Rows are written through this function alone. A call under way has a row that its end replaces; a row that has
    # ended stays as it is, so that a batch may be written twice.
    changing = ", ".join(f"{name} = excluded.{name}" for name in _CHANGING)
    policies.definer_function(
        "usage.keep(jsonb)",
        "void",
        f"""BEGIN
        INSERT INTO usage.calls AS c ({_NAMES}) SELECT {_NAMES} FROM jsonb_to_recordset($1) AS r ({_COLUMNS})
        ON CONFLICT (id) DO UPDATE SET {changing} WHERE c.outcome = 'running';
        END""",  # noqa: S608 (names from above)
    )
    # $1 log. What was under way when the server of that log died; returns how many calls.
    policies.definer_function(
        "usage.close_running(text)",
        "bigint",
        """DECLARE closed bigint; BEGIN
        UPDATE usage.calls SET outcome = 'unknown' WHERE outcome = 'running' AND log = $1;
        GET DIAGNOSTICS closed = ROW_COUNT;
        RETURN closed;
        END""",
    )


def _spent() -> None:
    # $1 and $2: from and to. What budgets count, for the server alone; no route leads here.
    policies.definer_function(
        "usage.spent(timestamptz, timestamptz)",
        "TABLE (person uuid, key uuid, groups uuid[], model text, currency text, cost bigint)",
        """BEGIN RETURN QUERY
        SELECT c.person_id, c.key_id, c.groups, c.model, c.currency, sum(c.cost)::bigint
        FROM usage.calls c WHERE c.at >= $1 AND c.at < $2 AND c.currency IS NOT NULL AND c.cost > 0
        GROUP BY 1, 2, 3, 4, 5;
        END""",
    )


def _limits() -> None:
    policies.guarded("usage.limits")
    policies.all_rows("usage.limits", Role.JOBS)
    # The server reads all rules to hold them; only administrators change them.
    op.execute(f"CREATE POLICY held ON usage.limits FOR SELECT TO {Role.APP.value} USING (true)")
    for purpose, rule in {
        "INSERT": "WITH CHECK ((SELECT identity.caller_is_admin()))",
        "UPDATE": "USING ((SELECT identity.caller_is_admin())) WITH CHECK ((SELECT identity.caller_is_admin()))",
        "DELETE": "USING ((SELECT identity.caller_is_admin()))",
    }.items():
        op.execute(
            f"CREATE POLICY administrators_{purpose.lower()} ON usage.limits FOR {purpose} TO {Role.APP.value} {rule}"
        )
    for role in (Role.APP, Role.JOBS):
        policies.grant("usage.limits", role, "SELECT", "INSERT", "UPDATE", "DELETE")
    op.execute(
        "CREATE FUNCTION usage.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        "AS $function$ BEGIN PERFORM pg_notify('inhouse_limits', ''); RETURN NULL; END $function$"
    )
    op.execute(
        "CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON usage.limits "
        "FOR EACH STATEMENT EXECUTE FUNCTION usage.tell()"
    )


def _together(by: str, names: str) -> None:
    """Days, labels and sums of one calendar month for administrators, never of fewer than five people.

    Cells are days in UTC and months are fixed: asking for other dates gives no smaller cell, and no difference to
    compute. A label with fewer than five people on a day joins that day's others; others who are too few join the
    month's others, which have no day; and those, if too few, are left out. Costs in different currencies are cells of
    their own. $1 is a day of the month.
    """
    policies.definer_function(
        f"usage.by_{by}(date)",
        "TABLE (day date, label text, currency text, people bigint, calls bigint, prompt_tokens bigint, "
        "completion_tokens bigint, cost bigint)",
        f"""DECLARE
            first timestamp := date_trunc('month', $1::timestamp);
        BEGIN
        PERFORM identity.check_administers();
        RETURN QUERY
        WITH labelled AS (
            SELECT (c.at AT TIME ZONE 'UTC')::date AS day, n.name, c.currency AS money, c.person_id AS person,
                c.prompt_tokens AS prompt, c.completion_tokens AS completion, c.cost AS cost
            FROM usage.calls c CROSS JOIN LATERAL ({names}) AS l (names)
            CROSS JOIN LATERAL unnest(CASE WHEN l.names = '{{}}' THEN ARRAY[NULL]::text[] ELSE l.names END) AS n (name)
            WHERE c.at >= first AT TIME ZONE 'UTC' AND c.at < (first + interval '1 month') AT TIME ZONE 'UTC'
        ), enough AS (
            SELECT l.day, l.name, l.money FROM labelled l GROUP BY 1, 2, 3 HAVING count(DISTINCT l.person) >= {FEWEST}
        ), named AS (
            SELECT l.day, CASE WHEN e.day IS NOT NULL THEN l.name END AS name,
                l.money, l.person, l.prompt, l.completion, l.cost
            FROM labelled l LEFT JOIN enough e
                ON e.day = l.day AND e.name IS NOT DISTINCT FROM l.name AND e.money IS NOT DISTINCT FROM l.money
        ), others AS (
            SELECT n.day, n.money FROM named n WHERE n.name IS NULL GROUP BY 1, 2
            HAVING count(DISTINCT n.person) >= {FEWEST}
        ), placed AS (
            SELECT CASE WHEN n.name IS NOT NULL OR o.day IS NOT NULL THEN n.day END AS day,
                n.name, n.money, n.person, n.prompt, n.completion, n.cost
            FROM named n LEFT JOIN others o ON o.day = n.day AND o.money IS NOT DISTINCT FROM n.money
        )
        SELECT p.day, p.name, p.money, count(DISTINCT p.person), count(*), sum(p.prompt)::bigint,
            sum(p.completion)::bigint, sum(p.cost)::bigint
        FROM placed p GROUP BY 1, 2, 3 HAVING count(DISTINCT p.person) >= {FEWEST}
        ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST;
        END""",  # noqa: S608 (names from above)
        roles=(Role.APP, Role.JOBS),
    )
