"""How long chats stay, what their deletion is known by, and the end of an account."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# `deletion`: the act under which the chat's deletion will be on record. `days`: how long without use, as its owner wants.
# `counts_from`: when that began to count, if it is later than the last use.
# A rule without a group is the organisation's.
_TABLES = """
ALTER TABLE chat.chats
    ADD COLUMN deletion uuid,
    ADD COLUMN days integer CHECK (days > 0),
    ADD COLUMN counts_from timestamptz;

CREATE TABLE chat.retention (
    group_id uuid UNIQUE NULLS NOT DISTINCT REFERENCES identity.groups ON DELETE CASCADE,
    days integer NOT NULL CHECK (days > 0)
);

CREATE TABLE chat.retention_changes (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    changed_at timestamptz NOT NULL
)
"""

_ERASED = {
    "chat.chats": ("owner_id", "UPDATE"),
    "keys.chat_keys": ("owner_id", "DELETE"),
    "keys.person_keys": ("person_id", "DELETE"),
    "responses.responses": ("owner_id", "DELETE"),
}
"""Whose rows they are, and what the owner's function does to them."""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        op.execute(statement)
    policies.grant("chat.chats", Role.JOBS, "SELECT (deletion, pinned, updated_at, counts_from, days)")
    policies.grant("chat.chats", Role.JOBS, "UPDATE (deleted_at)")
    policies.grant("chat.notes", Role.JOBS, "SELECT (record, chat_id)", "DELETE")
    # What somebody asked to be released in a chat goes with it.
    policies.grant("guard.releases", Role.JOBS, "SELECT (chat_id)")
    op.execute("CREATE INDEX releases_chat_id_idx ON guard.releases (chat_id)")
    _rules()
    _of_a_person()
    _erase()


def _rules() -> None:
    for table in ("chat.retention", "chat.retention_changes"):
        policies.guarded(table)
        policies.all_rows(table, Role.OWNER)
        policies.all_rows(table, Role.JOBS)
        op.execute(
            f"CREATE POLICY administrators ON {table} TO {Role.APP.value} "
            "USING ((SELECT identity.caller_is_admin())) WITH CHECK ((SELECT identity.caller_is_admin()))"
        )
        for role in (Role.APP, Role.JOBS):
            policies.grant(table, role, "SELECT", "INSERT", "DELETE")
    for role in (Role.APP, Role.JOBS):
        policies.grant("chat.retention_changes", role, "UPDATE (changed_at)")
    # A group that is removed takes its rule along: whoever falls under another one is given notice as well.
    policies.definer_function(
        "chat.retention_fell_away()",
        "trigger",
        "BEGIN UPDATE chat.retention_changes SET changed_at = greatest(changed_at, clock_timestamp()); "
        "RETURN NULL; END",
    )
    op.execute(
        "CREATE TRIGGER fell_away AFTER DELETE ON chat.retention "
        "FOR EACH STATEMENT EXECUTE FUNCTION chat.retention_fell_away()"
    )


def _of_a_person() -> None:
    # The rule for a person's chats: the shortest of their groups', else the organisation's.
    policies.definer_function(
        "chat.retention_of(uuid)",
        "TABLE (rule_days integer, since timestamptz)",
        """BEGIN RETURN QUERY
        SELECT r.days, c.changed_at FROM chat.retention r CROSS JOIN chat.retention_changes c
        WHERE r.group_id IS NULL
            OR EXISTS (SELECT FROM identity.group_members m WHERE m.group_id = r.group_id AND m.person_id = $1)
        ORDER BY r.group_id IS NULL, r.days LIMIT 1;
        END""",
        roles=(Role.APP, Role.JOBS),
    )


def _erase() -> None:
    # The owner's functions see these rows while they erase their person, and at no other time.
    for table, (column, purpose) in _ERASED.items():
        for right in ("SELECT", purpose):
            op.execute(
                f"CREATE POLICY erasing_{right.lower()} ON {table} FOR {right} TO {Role.OWNER.value} "
                f"USING ({column}::text = (SELECT current_setting('app.erasing', true)))"
            )
    policies.all_rows("usage.limits", Role.OWNER)
    # $1 person, $2 now. Whoever is asked for must be the caller, or the caller administers.
    # Chats are marked only: their rows go in portions, by the jobs. Without keys they are noise already.
    policies.definer_function(
        "chat.erase_person(uuid, timestamptz)",
        "text",
        """DECLARE
            stranger uuid := gen_random_uuid();
        BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('identity.change_person'));
        IF $1 IS DISTINCT FROM nullif(current_setting('app.caller', true), '')::uuid THEN
            PERFORM identity.check_administers();
        END IF;
        PERFORM FROM identity.people WHERE id = $1 FOR UPDATE;
        IF NOT FOUND THEN RETURN 'unknown'; END IF;
        IF EXISTS (SELECT FROM identity.people WHERE id = $1 AND admin AND disabled_at IS NULL) AND NOT EXISTS (
            SELECT FROM identity.people WHERE admin AND disabled_at IS NULL AND id <> $1) THEN RETURN 'last'; END IF;
        PERFORM set_config('app.erasing', $1::text, true);
        DELETE FROM keys.chat_keys WHERE owner_id = $1;
        DELETE FROM keys.person_keys WHERE person_id = $1;
        UPDATE chat.chats SET deleted_at = $2, title = NULL, instructions = NULL, deletion = NULL WHERE owner_id = $1;
        DELETE FROM responses.responses WHERE owner_id = $1;
        DELETE FROM guard.releases WHERE owner_id = $1;
        UPDATE guard.releases SET answered_by = NULL WHERE answered_by = $1;
        DELETE FROM usage.limits WHERE kind = 'person' AND subject = $1;
        DELETE FROM usage.limits WHERE kind = 'key'
            AND subject IN (SELECT k.id FROM identity.api_keys k WHERE k.person_id = $1);
        -- What was used stays in the sums, of somebody whom nobody can name.
        UPDATE usage.calls SET person_id = stranger, key_id = NULL WHERE person_id = $1;
        UPDATE guard.counts SET person_id = stranger WHERE person_id = $1;
        DELETE FROM identity.people WHERE id = $1;
        PERFORM set_config('app.erasing', '', true);
        RETURN 'done';
        END""",
        roles=(Role.APP, Role.JOBS),
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION chat.erase_person(uuid, timestamptz)")
    op.execute("DROP POLICY all_rows_owner ON usage.limits")
    for table, (_, purpose) in _ERASED.items():
        for right in ("select", purpose.lower()):
            op.execute(f"DROP POLICY erasing_{right} ON {table}")
    op.execute("DROP INDEX guard.releases_chat_id_idx")
    op.execute("DROP FUNCTION chat.retention_of(uuid)")
    op.execute("DROP TABLE chat.retention, chat.retention_changes")
    op.execute("DROP FUNCTION chat.retention_fell_away()")
    op.execute("ALTER TABLE chat.chats DROP deletion, DROP days, DROP counts_from")
