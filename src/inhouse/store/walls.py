"""Looks whether the walls inside the database stand as the migrations built them."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import text

from inhouse.store.embedded import Role
from inhouse.store.work import Work

# Rows of somebody have an owner: whoever is not the owner sees none.
_OPEN = text(
    "SELECT DISTINCT n.nspname || '.' || c.relname AS name FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('owner_id', 'person_id') "
    "WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped AND NOT (c.relrowsecurity AND c.relforcerowsecurity) "
    "AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'public') ORDER BY 1"
)
_MIGHTY = text(
    "SELECT rolname AS name FROM pg_catalog.pg_roles WHERE rolname = ANY(:roles) "
    "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) ORDER BY 1"
)
_REWRITES = text(
    "SELECT r AS name FROM unnest(CAST(:roles AS text[])) AS r, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p "
    "WHERE has_table_privilege(r, 'ledger.entries', p) GROUP BY r ORDER BY 1"
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A wall that does not stand, and the table or the role of that name.

    open       the table shows everybody's rows
    mighty     the role may pass row-level security or make roles
    rewrites   the role may change entries of the ledger
    """

    kind: Literal["open", "mighty", "rewrites"]
    name: str


async def breaches(work: Work) -> list[Breach]:
    """What is not as it was built; nothing when every wall stands. No row of anybody is looked at."""
    roles = {"roles": [role.value for role in (Role.APP, Role.JOBS, Role.AUDITOR)]}
    return [
        *[Breach("open", row.name) for row in await work.execute(_OPEN, {})],
        *[Breach("mighty", row.name) for row in await work.execute(_MIGHTY, roles)],
        *[Breach("rewrites", row.name) for row in await work.execute(_REWRITES, roles)],
    ]
