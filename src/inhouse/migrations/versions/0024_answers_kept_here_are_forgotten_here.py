"""A response that is destroyed names the local place that wrote it; two changes of one person wait for each other.

Additive: what an older version keeps names no place. Its engine ends with it, so that nothing is left to forget.
"""

from alembic import op

from inhouse.store import policies
from inhouse.store.embedded import Role

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# The channel is that of destroyed words in chats (`chat.records.engines`). However a row goes (its owner, its age, the
# end of an account), it is told with the commit, and once for each place.
_TELL = """BEGIN
    PERFORM pg_notify('inhouse_words_gone', OLD.local_destination);
    RETURN NULL;
END"""
_LOCK = "PERFORM pg_advisory_xact_lock(hashtext('identity.change_person'));"


def upgrade() -> None:
    op.execute("ALTER TABLE responses.responses ADD COLUMN local_destination text")
    op.execute(
        "CREATE FUNCTION responses.tell_words_gone() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = pg_catalog, pg_temp AS $function$ {_TELL} $function$"
    )
    op.execute("REVOKE ALL ON FUNCTION responses.tell_words_gone() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER tell_words_gone AFTER DELETE ON responses.responses FOR EACH ROW "
        "WHEN (OLD.local_destination IS NOT NULL) EXECUTE FUNCTION responses.tell_words_gone()"
    )
    # The lock that `change_person` takes first, before any row is held: what comes second waits.
    _set_auditor(_LOCK)


def downgrade() -> None:
    _set_auditor("")
    op.execute("DROP TRIGGER tell_words_gone ON responses.responses")
    op.execute("DROP FUNCTION responses.tell_words_gone()")
    op.execute("ALTER TABLE responses.responses DROP COLUMN local_destination")


def _set_auditor(lock: str) -> None:
    policies.definer_function(
        "identity.set_auditor(uuid, boolean)",
        "boolean",
        f"""BEGIN
        {lock}
        PERFORM identity.check_administers();
        UPDATE identity.people SET auditor = $2 WHERE id = $1;
        RETURN FOUND;
        END""",  # noqa: S608 (a text from above)
        roles=(Role.APP, Role.JOBS),
        again=True,
    )
