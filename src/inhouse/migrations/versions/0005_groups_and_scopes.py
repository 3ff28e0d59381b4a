"""Groups, service accounts, and what an API key may."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE identity.services (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);
CREATE TABLE identity.groups (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);
CREATE TABLE identity.group_members (
    group_id uuid NOT NULL REFERENCES identity.groups ON DELETE CASCADE,
    person_id uuid REFERENCES identity.people ON DELETE CASCADE,
    service_id uuid REFERENCES identity.services ON DELETE CASCADE,
    CHECK (num_nonnulls(person_id, service_id) = 1),
    UNIQUE (group_id, person_id),
    UNIQUE (group_id, service_id)
);
CREATE INDEX group_members_person_id_idx ON identity.group_members (person_id);
CREATE INDEX group_members_service_id_idx ON identity.group_members (service_id);
ALTER TABLE identity.api_keys
    ALTER COLUMN person_id DROP NOT NULL,
    ADD COLUMN service_id uuid REFERENCES identity.services ON DELETE CASCADE,
    ADD COLUMN models text[] NOT NULL DEFAULT '{}',
    ADD COLUMN doors text[] NOT NULL DEFAULT '{}',
    ADD COLUMN addresses text[] NOT NULL DEFAULT '{}',
    ADD COLUMN expires_at timestamptz,
    ADD CHECK (num_nonnulls(person_id, service_id) = 1);
CREATE INDEX api_keys_service_id_idx ON identity.api_keys (service_id);
"""

# What must be told to every process that remembers who a key belongs to. New keys are not: nobody remembers them yet.
_TOLD = {
    "people": "UPDATE OF admin, disabled_at OR DELETE",
    "api_keys": "UPDATE OF person_id, service_id, key_hash, models, doors, addresses, expires_at OR DELETE",
    "services": "DELETE",
    "group_members": "INSERT OR UPDATE OR DELETE",
}


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    _administered()
    _keys_of_others()
    _recognition()
    _told()


def _administered() -> None:
    for table, changing in {"services": "name, name_key", "groups": "name, name_key", "group_members": ""}.items():
        name = f"identity.{table}"
        policies.guarded(name)
        policies.all_rows(name, Role.OWNER)
        policies.all_rows(name, Role.JOBS)
        op.execute(
            f"CREATE POLICY administrators ON {name} TO {Role.APP.value} "
            "USING ((SELECT identity.caller_is_admin())) WITH CHECK ((SELECT identity.caller_is_admin()))"
        )
        rights = ["SELECT", "INSERT", "DELETE", *([f"UPDATE ({changing})"] if changing else [])]
        policies.grant(name, Role.APP, *rights)
        policies.grant(name, Role.JOBS, *rights)


def _keys_of_others() -> None:
    # Administrators see whose keys there are and revoke them. They make keys for service accounts only: with a key of a
    # person they could read that person's chats.
    for purpose in ("SELECT", "DELETE"):
        op.execute(
            f"CREATE POLICY administrators_{purpose.lower()} ON identity.api_keys FOR {purpose} TO {Role.APP.value} "
            "USING ((SELECT identity.caller_is_admin()))"
        )
    op.execute(
        f"CREATE POLICY administrators_insert ON identity.api_keys FOR INSERT TO {Role.APP.value} "
        "WITH CHECK (service_id IS NOT NULL AND (SELECT identity.caller_is_admin()))"
    )
    shown = "id, person_id, service_id, name, prefix, models, doors, addresses, created_at, expires_at, last_used_at"
    policies.grant("identity.api_keys", Role.JOBS, f"SELECT ({shown})", "DELETE")


def _recognition() -> None:
    # The functions of migration 0001 stay for the version that still runs. It knows nothing of scopes: it gets no key
    # that has one.
    policies.definer_function(
        "identity.api_key(bytea)",
        "TABLE (api_key uuid, person uuid, is_admin boolean, used timestamptz)",
        """BEGIN RETURN QUERY
        SELECT k.id, p.id, p.admin, k.last_used_at
        FROM identity.api_keys k JOIN identity.people p ON p.id = k.person_id
        WHERE k.key_hash = $1 AND p.disabled_at IS NULL
            AND k.models = '{}' AND k.doors = '{}' AND k.addresses = '{}' AND k.expires_at IS NULL;
        END""",
        again=True,
    )
    policies.definer_function(
        "identity.find_session(bytea)",
        "TABLE (session uuid, person uuid, is_admin boolean, seen timestamptz, expires timestamptz, groups uuid[])",
        """BEGIN RETURN QUERY
        SELECT s.id, p.id, p.admin, s.last_seen_at, s.expires_at,
            ARRAY(SELECT m.group_id FROM identity.group_members m WHERE m.person_id = p.id)
        FROM identity.sessions s JOIN identity.people p ON p.id = s.person_id
        WHERE s.token_hash = $1 AND p.disabled_at IS NULL;
        END""",
    )
    policies.definer_function(
        "identity.find_key(bytea)",
        "TABLE (api_key uuid, person uuid, service uuid, is_admin boolean, groups uuid[], models text[], doors text[], "
        "addresses text[], expires timestamptz, used timestamptz)",
        """BEGIN RETURN QUERY
        SELECT k.id, k.person_id, k.service_id, coalesce(p.admin, false),
            ARRAY(SELECT m.group_id FROM identity.group_members m
                WHERE m.person_id = k.person_id OR m.service_id = k.service_id),
            k.models, k.doors, k.addresses, k.expires_at, k.last_used_at
        FROM identity.api_keys k LEFT JOIN identity.people p ON p.id = k.person_id
        WHERE k.key_hash = $1 AND p.disabled_at IS NULL;
        END""",
    )
    # $1 key, $2 now. Of several servers the latest counts.
    policies.definer_function(
        "identity.touch_key(uuid, timestamptz)",
        "void",
        "BEGIN UPDATE identity.api_keys SET last_used_at = greatest(last_used_at, $2) WHERE id = $1; END",
    )


def _told() -> None:
    op.execute(
        "CREATE FUNCTION identity.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp "
        "AS $function$ BEGIN PERFORM pg_notify('inhouse_identity', ''); RETURN NULL; END $function$"
    )
    for table, change in _TOLD.items():
        op.execute(
            f"CREATE TRIGGER tell AFTER {change} ON identity.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION identity.tell()"
        )
