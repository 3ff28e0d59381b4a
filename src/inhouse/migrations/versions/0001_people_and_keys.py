"""People, their sessions, keys and links; and the wrapped keys of the vault, in a schema of their own."""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE SCHEMA identity;
CREATE SCHEMA keys;

CREATE TABLE identity.people (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    email_key text NOT NULL UNIQUE,
    name text NOT NULL,
    admin boolean NOT NULL,
    locale text,
    theme text NOT NULL DEFAULT 'system',
    instructions bytea,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    disabled_at timestamptz
);
CREATE TABLE identity.passwords (
    person_id uuid PRIMARY KEY REFERENCES identity.people ON DELETE CASCADE,
    hash text NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE TABLE identity.sessions (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity.people ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL
);
CREATE INDEX sessions_person_id_idx ON identity.sessions (person_id);
CREATE TABLE identity.api_keys (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity.people ON DELETE CASCADE,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX api_keys_person_id_idx ON identity.api_keys (person_id);
CREATE TABLE identity.links (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('setup', 'invite')),
    token_hash bytea NOT NULL UNIQUE,
    person_id uuid REFERENCES identity.people ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CHECK ((kind = 'invite') = (person_id IS NOT NULL))
);
CREATE INDEX links_person_id_idx ON identity.links (person_id);
CREATE TABLE identity.attempts (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL
);

CREATE TABLE keys.installation (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    tenant uuid NOT NULL,
    fingerprint bytea NOT NULL
);
CREATE TABLE keys.person_keys (
    person_id uuid PRIMARY KEY,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TABLE keys.chat_keys (
    chat_id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX chat_keys_owner_id_idx ON keys.chat_keys (owner_id);
"""


def upgrade() -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    policies.use_schema("identity")
    policies.use_schema("keys")
    _who_administers()
    _people()
    _wrapped_keys()
    _sign_in()
    _links()
    _administration()


def _who_administers() -> None:
    policies.definer_function(
        "identity.caller_is_admin()",
        "boolean",
        """BEGIN
        RETURN EXISTS (SELECT FROM identity.people
            WHERE id = nullif(current_setting('app.caller', true), '')::uuid AND admin AND disabled_at IS NULL);
        END""",
    )
    # The jobs role is the command line on the server itself.
    policies.definer_function(
        "identity.check_administers()",
        "void",
        f"""BEGIN
        IF session_user <> '{Role.JOBS.value}' AND NOT identity.caller_is_admin() THEN
            RAISE insufficient_privilege;
        END IF;
        END""",
        roles=(Role.APP, Role.JOBS),
    )


def _people() -> None:
    personal = {"people": "id", "passwords": "person_id", "sessions": "person_id", "api_keys": "person_id"}
    for table, column in personal.items():
        policies.own_rows(f"identity.{table}", column)
        policies.all_rows(f"identity.{table}", Role.OWNER)
        policies.all_rows(f"identity.{table}", Role.JOBS)
    op.execute(
        f"CREATE POLICY administrators ON identity.people FOR SELECT TO {Role.APP.value} "
        "USING ((SELECT identity.caller_is_admin()))"
    )
    # Who administers and who is disabled changes through functions alone, whatever a request carries.
    policies.grant("identity.people", Role.APP, "SELECT", "UPDATE (name, locale, theme, instructions, last_seen_at)")
    policies.grant("identity.passwords", Role.APP, "SELECT", "UPDATE")
    policies.grant("identity.sessions", Role.APP, "SELECT", "INSERT", "UPDATE (last_seen_at)", "DELETE")
    policies.grant("identity.api_keys", Role.APP, "SELECT", "INSERT", "UPDATE (last_used_at)", "DELETE")
    policies.grant("identity.people", Role.JOBS, "SELECT (id, email, email_key, name, admin, disabled_at)")
    policies.grant("identity.passwords", Role.JOBS, "INSERT")
    policies.grant("identity.sessions", Role.JOBS, "SELECT (id, last_seen_at, expires_at)", "DELETE")
    policies.grant("identity.api_keys", Role.JOBS, "SELECT (id)", "INSERT")
    policies.guarded("identity.links")
    policies.all_rows("identity.links", Role.OWNER)
    policies.all_rows("identity.links", Role.JOBS)
    policies.grant("identity.links", Role.JOBS, "SELECT (id, expires_at)", "DELETE")
    # No personal rows: the keys are keyed hashes of an account and an address.
    policies.guarded("identity.attempts")
    policies.all_rows("identity.attempts", Role.APP)
    policies.all_rows("identity.attempts", Role.JOBS)
    policies.grant("identity.attempts", Role.APP, "SELECT", "INSERT", "UPDATE", "DELETE")
    policies.grant("identity.attempts", Role.JOBS, "SELECT", "DELETE")


def _wrapped_keys() -> None:
    policies.own_rows("keys.person_keys", "person_id")
    policies.own_rows("keys.chat_keys", "owner_id")
    policies.grant("keys.person_keys", Role.APP, "SELECT", "INSERT")
    policies.grant("keys.chat_keys", Role.APP, "SELECT", "INSERT", "DELETE")
    # Jobs destroy keys and cannot read them.
    policies.all_rows("keys.chat_keys", Role.JOBS)
    policies.grant("keys.chat_keys", Role.JOBS, "SELECT (chat_id, owner_id)", "DELETE")
    policies.grant("keys.installation", Role.APP, "SELECT")
    policies.grant("keys.installation", Role.JOBS, "SELECT", "INSERT")


def _sign_in() -> None:
    policies.definer_function(
        "identity.is_set_up()",
        "boolean",
        "BEGIN RETURN EXISTS (SELECT FROM identity.people); END",
        roles=(Role.APP, Role.JOBS),
    )
    policies.definer_function(
        "identity.credentials(text)",
        "TABLE (person uuid, is_admin boolean, password_hash text)",
        """BEGIN RETURN QUERY
        SELECT p.id, p.admin, w.hash FROM identity.people p JOIN identity.passwords w ON w.person_id = p.id
        WHERE p.email_key = $1 AND p.disabled_at IS NULL;
        END""",
    )
    policies.definer_function(
        "identity.session(bytea)",
        "TABLE (session uuid, person uuid, is_admin boolean, seen timestamptz, expires timestamptz)",
        """BEGIN RETURN QUERY
        SELECT s.id, p.id, p.admin, s.last_seen_at, s.expires_at
        FROM identity.sessions s JOIN identity.people p ON p.id = s.person_id
        WHERE s.token_hash = $1 AND p.disabled_at IS NULL;
        END""",
    )
    policies.definer_function(
        "identity.api_key(bytea)",
        "TABLE (api_key uuid, person uuid, is_admin boolean, used timestamptz)",
        """BEGIN RETURN QUERY
        SELECT k.id, p.id, p.admin, k.last_used_at
        FROM identity.api_keys k JOIN identity.people p ON p.id = k.person_id
        WHERE k.key_hash = $1 AND p.disabled_at IS NULL;
        END""",
    )


def _links() -> None:
    # $1 hash of the token, $2 now
    policies.definer_function(
        "identity.link(bytea, timestamptz)",
        "TABLE (link_kind text, link_email text, link_name text, is_used boolean)",
        """BEGIN RETURN QUERY
        SELECT l.kind, p.email, p.name,
            l.used_at IS NOT NULL OR (l.kind = 'setup' AND EXISTS (SELECT FROM identity.people))
        FROM identity.links l LEFT JOIN identity.people p ON p.id = l.person_id
        WHERE l.token_hash = $1 AND l.expires_at > $2 AND p.disabled_at IS NULL;
        END""",
    )
    # $1 hash of the token, $2 now, $3 id, $4 email, $5 email key, $6 name, $7 password hash
    policies.definer_function(
        "identity.set_up(bytea, timestamptz, uuid, text, text, text, text)",
        "text",
        """BEGIN
        -- One at a time: whoever waits here sees the administrator that the one before has made.
        PERFORM pg_advisory_xact_lock(hashtext('identity.set_up'));
        PERFORM FROM identity.links WHERE token_hash = $1 AND kind = 'setup' AND expires_at > $2;
        IF NOT FOUND THEN RETURN 'unknown'; END IF;
        IF EXISTS (SELECT FROM identity.people) THEN RETURN 'used'; END IF;
        UPDATE identity.links SET used_at = $2 WHERE kind = 'setup';
        INSERT INTO identity.people (id, email, email_key, name, admin, created_at) VALUES ($3, $4, $5, $6, true, $2);
        INSERT INTO identity.passwords (person_id, hash, changed_at) VALUES ($3, $7, $2);
        RETURN 'done';
        END""",
    )
    # $1 hash of the token, $2 now, $3 password hash, $4 name or NULL
    policies.definer_function(
        "identity.accept(bytea, timestamptz, text, text)",
        "TABLE (outcome text, person uuid, is_admin boolean)",
        """DECLARE found_link identity.links; BEGIN
        SELECT * INTO found_link FROM identity.links
            WHERE token_hash = $1 AND kind = 'invite' AND expires_at > $2 FOR UPDATE;
        IF found_link.id IS NULL THEN RETURN QUERY SELECT 'unknown', NULL::uuid, false; RETURN; END IF;
        IF found_link.used_at IS NOT NULL THEN RETURN QUERY SELECT 'used', NULL::uuid, false; RETURN; END IF;
        PERFORM FROM identity.people WHERE id = found_link.person_id AND disabled_at IS NULL FOR UPDATE;
        IF NOT FOUND THEN RETURN QUERY SELECT 'unknown', NULL::uuid, false; RETURN; END IF;
        UPDATE identity.links SET used_at = $2 WHERE person_id = found_link.person_id;
        UPDATE identity.people SET name = coalesce($4, name) WHERE id = found_link.person_id;
        INSERT INTO identity.passwords (person_id, hash, changed_at) VALUES (found_link.person_id, $3, $2)
            ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at;
        DELETE FROM identity.sessions WHERE person_id = found_link.person_id;
        RETURN QUERY SELECT 'done', p.id, p.admin FROM identity.people p WHERE p.id = found_link.person_id;
        END""",
    )
    # $1 id, $2 kind, $3 hash of the token, $4 person or NULL, $5 expires at. An older link of the person dies.
    policies.definer_function(
        "identity.add_link(uuid, text, bytea, uuid, timestamptz)",
        "text",
        """BEGIN
        PERFORM identity.check_administers();
        IF $2 = 'invite' THEN
            PERFORM FROM identity.people WHERE id = $4 AND disabled_at IS NULL FOR UPDATE;
            IF NOT FOUND THEN RETURN 'unknown'; END IF;
            -- Who sets somebody's password reads their chats: only whoever holds the machine may make such a link.
            IF session_user = 'inhouse_app' AND EXISTS (SELECT FROM identity.passwords WHERE person_id = $4)
            THEN RETURN 'joined'; END IF;
            DELETE FROM identity.links WHERE person_id = $4 AND used_at IS NULL;
        END IF;
        INSERT INTO identity.links (id, kind, token_hash, person_id, expires_at) VALUES ($1, $2, $3, $4, $5);
        RETURN 'done';
        END""",
        roles=(Role.APP, Role.JOBS),
    )


def _administration() -> None:
    # $1 id, $2 email, $3 email key, $4 name, $5 admin, $6 now
    policies.definer_function(
        "identity.add_person(uuid, text, text, text, boolean, timestamptz)",
        "void",
        """BEGIN
        PERFORM identity.check_administers();
        INSERT INTO identity.people (id, email, email_key, name, admin, created_at) VALUES ($1, $2, $3, $4, $5, $6);
        END""",
        roles=(Role.APP, Role.JOBS),
    )
    # $1 person, $2 admin or NULL, $3 disabled or NULL, $4 name or NULL, $5 now
    policies.definer_function(
        "identity.change_person(uuid, boolean, boolean, text, timestamptz)",
        "text",
        """BEGIN
        -- One at a time, so that two administrators cannot remove each other and leave nobody; and whoever waited may
        -- be no administrator any more.
        PERFORM pg_advisory_xact_lock(hashtext('identity.change_person'));
        PERFORM identity.check_administers();
        PERFORM FROM identity.people WHERE id = $1 FOR UPDATE;
        IF NOT FOUND THEN RETURN 'unknown'; END IF;
        IF (NOT coalesce($2, true) OR coalesce($3, false)) AND NOT EXISTS (
            SELECT FROM identity.people WHERE admin AND disabled_at IS NULL AND id <> $1) THEN RETURN 'last'; END IF;
        UPDATE identity.people SET admin = coalesce($2, admin), name = coalesce($4, name),
            disabled_at = CASE WHEN $3 THEN coalesce(disabled_at, $5) WHEN NOT $3 THEN NULL ELSE disabled_at END
            WHERE id = $1;
        IF $3 THEN
            DELETE FROM identity.sessions WHERE person_id = $1;
            DELETE FROM identity.api_keys WHERE person_id = $1;
            DELETE FROM identity.links WHERE person_id = $1;
        END IF;
        RETURN 'done';
        END""",
        roles=(Role.APP, Role.JOBS),
    )
