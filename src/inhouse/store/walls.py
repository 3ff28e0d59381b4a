"""Looks whether the walls inside the database stand as the migrations built them."""

from typing import Final

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
_WORDS: Final = (
    (_OPEN, "the table {} shows everybody's rows"),
    (_MIGHTY, "the role {} may pass row-level security or make roles"),
    (_REWRITES, "the role {} may change entries of the ledger"),
)


async def breaches(work: Work) -> list[str]:
    """What is not as it was built, in words; nothing when every wall stands. No row of anybody is looked at."""
    roles = {"roles": [role.value for role in (Role.APP, Role.JOBS, Role.AUDITOR)]}
    found: list[str] = []
    for statement, words in _WORDS:
        rows = await work.execute(statement, {} if statement is _OPEN else roles)
        found += [words.format(row.name) for row in rows]
    return found
