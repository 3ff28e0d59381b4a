"""The policy of the guard, what it counted, and who asked for an exception."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A version of the policy is never changed: nobody is granted more than to read and to add.
# `content` of a release holds the reason and the excerpt, `note` the answer, sealed with the installation's key, because
# two people read them. `changed_by` NULL: the command line, or the first start.
_TABLES = """
CREATE SCHEMA guard;

CREATE TABLE guard.policies (
    version integer PRIMARY KEY CHECK (version > 0),
    hash text NOT NULL,
    policy jsonb NOT NULL,
    changed_by uuid,
    changed_at timestamptz NOT NULL,
    note text NOT NULL
);

CREATE TABLE guard.counts (
    day date NOT NULL,
    person_id uuid NOT NULL,
    rule text NOT NULL,
    dry boolean NOT NULL,
    seen bigint NOT NULL,
    warned bigint NOT NULL,
    replaced bigint NOT NULL,
    removed bigint NOT NULL,
    kept_local bigint NOT NULL,
    refused bigint NOT NULL,
    overridden bigint NOT NULL,
    PRIMARY KEY (day, person_id, rule, dry)
);

CREATE TABLE guard.releases (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    chat_id uuid NOT NULL,
    keys text[] NOT NULL,
    kinds text[] NOT NULL,
    content bytea NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    granted boolean,
    until timestamptz,
    note bytea,
    CHECK ((answered_at IS NULL) = (granted IS NULL)),
    CHECK (granted IS NOT TRUE OR until IS NOT NULL)
);
CREATE INDEX releases_owner_id_chat_id_idx ON guard.releases (owner_id, chat_id);
CREATE INDEX releases_asked_at_idx ON guard.releases (asked_at)
"""

COUNTS = ("seen", "warned", "replaced", "removed", "kept_local", "refused", "overridden")
FEWEST = 5
"""Fewer people are not shown together."""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.use_schema("guard")
    _versions()
    _officers()
    _counted()
    _summed()
    _releases()


def _versions() -> None:
    policies.guarded("guard.policies")
    policies.all_rows("guard.policies", Role.OWNER)
    policies.all_rows("guard.policies", Role.JOBS)
    op.execute(f"CREATE POLICY held ON guard.policies FOR SELECT TO {Role.APP.value} USING (true)")
    op.execute(
        f"CREATE POLICY administrators ON guard.policies FOR INSERT TO {Role.APP.value} "
        f"WITH CHECK ((SELECT identity.caller_is_admin()) AND changed_by = {policies.CALLER})"
    )
    for role in (Role.APP, Role.JOBS):
        policies.grant("guard.policies", role, "SELECT", "INSERT")
    op.execute(
        "CREATE FUNCTION guard.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        "AS $function$ BEGIN PERFORM pg_notify('inhouse_guard', ''); RETURN NULL; END $function$"
    )
    op.execute("CREATE TRIGGER tell AFTER INSERT ON guard.policies FOR EACH STATEMENT EXECUTE FUNCTION guard.tell()")


def _officers() -> None:
    # Who answers requests for release: the group that the policy in force names, else the administrators.
    policies.definer_function(
        "guard.caller_is_officer()",
        "boolean",
        """DECLARE
            named text := (SELECT p.policy->>'officers' FROM guard.policies p ORDER BY p.version DESC LIMIT 1);
        BEGIN
        IF named IS NULL THEN RETURN identity.caller_is_admin(); END IF;
        RETURN EXISTS (SELECT FROM identity.group_members m JOIN identity.people p ON p.id = m.person_id
            WHERE m.group_id = named::uuid AND p.disabled_at IS NULL
                AND p.id = nullif(current_setting('app.caller', true), '')::uuid);
        END""",
    )
    policies.definer_function(
        "guard.check_officer()",
        "void",
        "BEGIN IF NOT guard.caller_is_officer() THEN RAISE insufficient_privilege; END IF; END",
    )


def _counted() -> None:
    policies.guarded("guard.counts")
    policies.all_rows("guard.counts", Role.OWNER)
    policies.all_rows("guard.counts", Role.JOBS)
    policies.grant("guard.counts", Role.JOBS, "SELECT (day)", "DELETE")
    columns = ", ".join(f"{name} bigint" for name in COUNTS)
    names = ", ".join(COUNTS)
    added = ", ".join(f"{name} = c.{name} + excluded.{name}" for name in COUNTS)
    # In the order of the key, so that two servers that write at once do not wait for each other crosswise.
    policies.definer_function(
        "guard.count(jsonb)",
        "void",
        f"""BEGIN
        INSERT INTO guard.counts AS c (day, person_id, rule, dry, {names})
        SELECT r.day, r.person_id, r.rule, r.dry, {", ".join(f"r.{name}" for name in COUNTS)}
        FROM jsonb_to_recordset($1) AS r (day date, person_id uuid, rule text, dry boolean, {columns})
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (day, person_id, rule, dry) DO UPDATE SET {added};
        END""",  # noqa: S608 (names from above)
    )


def _summed() -> None:
    # Calendar months of $1 to $2 by rule, each shown for five or more people only. Months are fixed: asking for other
    # dates gives no smaller cell, and no difference to compute.
    shown = ", ".join(f"CASE WHEN m.people >= {FEWEST} THEN m.{name} END" for name in COUNTS)
    inner = ", ".join(f"sum(c.{name})::bigint AS {name}" for name in COUNTS)
    policies.definer_function(
        "guard.counted(date, date)",
        "TABLE (month date, rule text, dry boolean, people bigint, "
        + ", ".join(f"{name} bigint" for name in COUNTS)
        + ")",
        f"""BEGIN
        IF session_user <> '{Role.JOBS.value}' AND NOT identity.caller_is_admin() THEN
            PERFORM guard.check_officer();
        END IF;
        RETURN QUERY
        SELECT m.month, m.rule, m.dry, CASE WHEN m.people >= {FEWEST} THEN m.people END, {shown}
        FROM (
            SELECT date_trunc('month', c.day::timestamp)::date AS month, c.rule, c.dry,
                count(DISTINCT c.person_id) AS people, {inner}
            FROM guard.counts c
            WHERE c.day >= date_trunc('month', $1::timestamp)
                AND c.day < date_trunc('month', $2::timestamp) + interval '1 month'
            GROUP BY 1, 2, 3
        ) m ORDER BY 1, 2, 3;
        END""",  # noqa: S608 (names from above)
        roles=(Role.APP, Role.JOBS),
    )


def _releases() -> None:
    policies.own_rows("guard.releases")
    policies.all_rows("guard.releases", Role.OWNER)
    policies.all_rows("guard.releases", Role.JOBS)
    # People ask and take back; only the function below answers.
    policies.grant(
        "guard.releases",
        Role.APP,
        "SELECT",
        "INSERT (id, owner_id, chat_id, keys, kinds, content, asked_at)",
        "DELETE",
    )
    policies.grant("guard.releases", Role.JOBS, "SELECT (id, asked_at)", "DELETE")
    columns = (
        "id uuid, owner_id uuid, owner_name text, owner_email text, chat_id uuid, keys text[], kinds text[], "
        "content bytea, asked_at timestamptz, answered_at timestamptz, answered_by uuid, granted boolean, "
        "until timestamptz, note bytea"
    )
    # For officers: what waits first, then the newest; $1 at most.
    policies.definer_function(
        "guard.asked_releases(bigint)",
        f"TABLE ({columns})",
        """BEGIN
        PERFORM guard.check_officer();
        RETURN QUERY
        SELECT r.id, r.owner_id, p.name, p.email, r.chat_id, r.keys, r.kinds, r.content, r.asked_at, r.answered_at,
            r.answered_by, r.granted, r.until, r.note
        FROM guard.releases r LEFT JOIN identity.people p ON p.id = r.owner_id
        ORDER BY r.answered_at IS NOT NULL, r.asked_at DESC LIMIT $1;
        END""",
    )
    # $1 release, $2 granted, $3 until, $4 note, $5 now. Nobody answers their own request, and an answer stays.
    policies.definer_function(
        "guard.answer_release(uuid, boolean, timestamptz, bytea, timestamptz)",
        "text",
        """DECLARE
            caller uuid := nullif(current_setting('app.caller', true), '')::uuid;
            found guard.releases;
        BEGIN
        PERFORM guard.check_officer();
        SELECT * INTO found FROM guard.releases r WHERE r.id = $1 FOR UPDATE;
        IF found.id IS NULL THEN RETURN 'unknown'; END IF;
        IF found.owner_id = caller THEN RETURN 'own'; END IF;
        IF found.answered_at IS NOT NULL THEN RETURN 'answered'; END IF;
        UPDATE guard.releases SET answered_at = $5, answered_by = caller, granted = $2, until = $3, note = $4
        WHERE id = $1;
        RETURN 'done';
        END""",
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA guard CASCADE")
