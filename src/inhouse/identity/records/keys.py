"""API keys of people and of service accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select

from inhouse.core.caller import Caller, CallerKind, Door, Scope
from inhouse.core.ids import PersonId
from inhouse.identity.key import ApiKey, FoundKey, KeyOwner, KeyTerms, OwnedKey
from inhouse.identity.records.tables import API_KEYS, PEOPLE, SERVICES, call
from inhouse.store import Work

_COLUMNS = [column for column in API_KEYS.c if column.name != "key_hash"]
_OWNER = (
    func.coalesce(PEOPLE.c.id, SERVICES.c.id).label("owner_id"),
    func.coalesce(PEOPLE.c.name, SERVICES.c.name).label("owner_name"),
    PEOPLE.c.email.label("owner_email"),
)


async def find_key(work: Work, key_hash: bytes) -> FoundKey | None:
    """The key of an enabled person or of a service account."""
    row = (await call(work, "find_key", key_hash)).one_or_none()
    if row is None:
        return None
    doors = frozenset(row.doors) or None
    if row.service is not None:
        # A service account has no chats and no profile: the doors are all there is for it.
        doors = doors or frozenset(Door)
    models = frozenset(row.models) or None
    caller = Caller(
        PersonId(row.service or row.person),
        admin=row.is_admin,
        kind=CallerKind.KEY,
        credential=row.api_key,
        groups=frozenset(row.groups),
        scope=None if models is None and doors is None else Scope(models, doors),
    )
    return FoundKey(caller, tuple(row.addresses), row.expires, row.used)


async def add_key(work: Work, owner: UUID, key_hash: bytes, key: ApiKey, *, service: bool = False) -> None:
    """Write down a new key of a person, or of a service account."""
    terms = key.terms
    values = {
        "id": key.id,
        "service_id" if service else "person_id": owner,
        "name": terms.name,
        "prefix": key.prefix,
        "key_hash": key_hash,
        "models": list(terms.models),
        "doors": [door.value for door in terms.doors],
        "addresses": list(terms.addresses),
        "created_at": key.created_at,
        "expires_at": terms.expires_at,
    }
    await work.execute(insert(API_KEYS).values(values))


async def count_keys(work: Work, owner: UUID) -> int:
    """How many keys a person or a service account has."""
    owned = (API_KEYS.c.person_id == owner) | (API_KEYS.c.service_id == owner)
    return (await work.execute(select(func.count()).select_from(API_KEYS).where(owned))).scalar_one()


async def list_keys(work: Work, person: PersonId) -> Sequence[ApiKey]:
    """The caller's keys, the newest first."""
    statement = select(*_COLUMNS).where(API_KEYS.c.person_id == person).order_by(API_KEYS.c.id.desc())
    return [_key(row) for row in await work.execute(statement)]


async def list_owned_keys(work: Work) -> Sequence[OwnedKey]:
    """Everybody's keys, the newest first, for administration."""
    statement = _with_owner().order_by(API_KEYS.c.id.desc())
    return [_owned(row) for row in await work.execute(statement)]


async def delete_key(work: Work, key: UUID, person: PersonId | None = None) -> bool:
    """Revoke a key: the caller's own, or for administration anybody's."""
    statement = delete(API_KEYS).where(API_KEYS.c.id == key)
    if person is not None:
        statement = statement.where(API_KEYS.c.person_id == person)
    return (await work.execute(statement)).rowcount > 0


async def touch_key(work: Work, key: UUID, at: datetime) -> None:
    """Note that a key was used."""
    await call(work, "touch_key", key, at)


def _with_owner() -> Select[Any]:
    joined = API_KEYS.outerjoin(PEOPLE, PEOPLE.c.id == API_KEYS.c.person_id).outerjoin(
        SERVICES, SERVICES.c.id == API_KEYS.c.service_id
    )
    return select(*_COLUMNS, *_OWNER).select_from(joined)


def _owned(row: Any) -> OwnedKey:  # noqa: ANN401 (a row of _with_owner)
    return OwnedKey(_key(row), KeyOwner(row.owner_id, row.owner_name, row.owner_email))


def _key(row: Any) -> ApiKey:  # noqa: ANN401 (a row with _COLUMNS)
    # A door that a later version knew and this one does not opens nothing; it is not shown.
    doors = tuple(Door(door) for door in row.doors if door in set(Door))
    terms = KeyTerms(row.name, tuple(row.models), doors, tuple(row.addresses), row.expires_at)
    return ApiKey(row.id, row.prefix, terms, row.created_at, row.last_used_at)
