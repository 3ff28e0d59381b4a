"""Grants and row-level security, in the words of a migration. Only migrations import this.

    op.execute("CREATE SCHEMA chat")
    policies.use_schema("chat")
    op.execute("CREATE TABLE chat.chats (id uuid PRIMARY KEY, owner_id uuid NOT NULL, ...)")
    policies.own_rows("chat.chats")
    policies.grant("chat.chats", Role.APP, "SELECT", "INSERT", "UPDATE", "DELETE")
    policies.all_rows("chat.chats", Role.JOBS)
    policies.grant("chat.chats", Role.JOBS, "SELECT (id, owner_id)", "DELETE")

A table without a policy for a role shows that role no rows, also to the owner (row security is forced) and also without
a WHERE. Nothing is granted by itself.
"""

from alembic import op

from inhouse.store.embedded import Role

CALLER = "(SELECT nullif(current_setting('app.caller', true), '')::uuid)"
"""The caller of the transaction, or NULL. As a subquery it is computed once for a statement, not once for a row."""


def use_schema(schema: str) -> None:
    """Let the roles look into a schema; what they may do there is granted for each table."""
    names = ", ".join(role.value for role in Role if role is not Role.OWNER)
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {names}")


def grant(table: str, role: Role, *rights: str) -> None:
    """Grant rights such as "SELECT", "UPDATE (name, theme)"."""
    op.execute(f"GRANT {', '.join(rights)} ON {table} TO {role.value}")


def guarded(table: str) -> None:
    """Switch row-level security on, for the owner too. Without a policy nobody sees a row."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def own_rows(table: str, column: str = "owner_id") -> None:
    """The app role reads and writes only rows whose `column` is the caller."""
    guarded(table)
    rule = f"{column} = {CALLER}"
    op.execute(f"CREATE POLICY own_rows ON {table} TO {Role.APP.value} USING ({rule}) WITH CHECK ({rule})")


def all_rows(table: str, role: Role) -> None:
    """A role sees every row: for jobs, and for the owner where SECURITY DEFINER functions look something up."""
    op.execute(f"CREATE POLICY all_rows_{role.name.lower()} ON {table} TO {role.value} USING (true) WITH CHECK (true)")


def definer_function(
    signature: str, returns: str, body: str, *, roles: tuple[Role, ...] = (Role.APP,), again: bool = False
) -> None:
    """A PL/pgSQL function that runs as the owner: the only way around row-level security, one purpose each.

    `signature` names the function with its parameters, `body` is from DECLARE or BEGIN to END. Nothing is found by a
    search path; only `roles` may call it. `again` replaces one that is there, with the same signature and result.
    """
    create = "CREATE OR REPLACE" if again else "CREATE"
    op.execute(
        f"{create} FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, pg_temp AS $function$ {body} $function$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {', '.join(role.value for role in roles)}")
