"""The tables of accounts, models and their deployments; nothing in them is content."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    any_,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from inhouse.core.destination import DestinationClass
from inhouse.models import abilities
from inhouse.models.abilities import Abilities
from inhouse.models.account import Account, Credential, CredentialKind, Endpoint, EntraIdentity
from inhouse.models.layout import Layout
from inhouse.models.model import Kind, Terms, WireName
from inhouse.store import Work
from inhouse.store.tables import metadata

models = Table(
    "models",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("file", Text),
    Column("upstream_model", Text, nullable=False),
    Column("fit_for_work", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("description", Text),
    Column("abilities", JSONB, nullable=False, server_default="{}"),
    Column("fallback", ARRAY(Text), nullable=False, server_default="{}"),
    Column("groups", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("layout", JSONB, nullable=False, server_default="{}"),
    Column("tested", JSONB),
    # Read by servers of the version before, and by nobody else.
    Column("host", Text),
    Column("port", Integer),
    Column("terms", JSONB, nullable=False, server_default='{"trained_on": "", "kept": ""}'),
    Column("context_tokens", Integer),
    schema="models",
)
Index("models_is_default_idx", models.c.is_default, unique=True, postgresql_where=text("is_default"))

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("wire", Text, nullable=False),
    Column("scheme", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("api_version", Text),
    Column("destination_class", Text, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("header", Text, nullable=False),
    Column("credential", Text, nullable=False),
    Column("place", Text),
    Column("sealed", LargeBinary),
    Column("entra", JSONB(none_as_null=True)),
    Column("at_once", Integer),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    schema="models",
)

deployments = Table(
    "deployments",
    metadata,
    Column("model_id", Text, ForeignKey(models.c.id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("account_id", Uuid, ForeignKey(accounts.c.id), nullable=False),
    Column("upstream_model", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Index(None, "account_id"),
    schema="models",
)


@dataclass(frozen=True, slots=True)
class Place:
    """One of a model's places: an account, the name that the model has there, and its share of the calls."""

    account: UUID
    upstream_model: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class LastTest:
    """How the last test of a model went. `code` is what was wrong, None if nothing was."""

    at: datetime
    code: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """One row: `places` for servers; `file` (a name in the models folder) and `layout` for a GGUF file's engine."""

    id: str
    name: str
    kind: Kind
    upstream_model: str
    fit_for_work: bool
    enabled: bool
    is_default: bool
    created_at: datetime
    file: str | None = None
    places: tuple[Place, ...] = ()
    description: str | None = None
    abilities: Abilities = field(default_factory=Abilities)
    fallback: tuple[str, ...] = ()
    groups: frozenset[UUID] = frozenset()
    layout: Layout = field(default_factory=Layout)
    tested: LastTest | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """All that the catalogue is made of, as of one moment."""

    models: tuple[ModelRecord, ...]
    accounts: tuple[Account, ...]


async def every(work: Work) -> Rows:
    """All rows, the oldest first."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    found = await work.execute(select(deployments).order_by(deployments.c.model_id, deployments.c.position))
    for row in found.mappings():
        places[row["model_id"]].append(Place(row["account_id"], row["upstream_model"], row["weight"]))
    found = await work.execute(select(models).order_by(models.c.created_at, models.c.id))
    records = tuple(replace(_model(dict(row)), places=tuple(places[row["id"]])) for row in found.mappings())
    found = await work.execute(select(accounts).order_by(accounts.c.created_at, accounts.c.id))
    return Rows(records, tuple(_account(dict(row)) for row in found.mappings()))


async def save(work: Work, record: ModelRecord) -> None:
    """Add the row, or replace the one with its id. A default takes the place of the one before."""
    if record.is_default:
        others = models.c.is_default & (models.c.id != record.id)
        await work.execute(update(models).where(others).values(is_default=False))
    values = _values(record)
    statement = postgresql.insert(models).values(values)
    changed = {name: statement.excluded[name] for name in values if name not in {"id", "created_at"}}
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
    await work.execute(delete(deployments).where(deployments.c.model_id == record.id))
    if record.places:
        await work.execute(insert(deployments), _deployments(record))


async def remove(work: Work, model_id: str) -> None:
    """Remove the row, also from among those that stand in for others."""
    standing_in = literal(model_id) == any_(models.c.fallback)
    fewer = func.array_remove(models.c.fallback, model_id)
    await work.execute(update(models).where(standing_in).values(fallback=fewer))
    await work.execute(delete(models).where(models.c.id == model_id))


async def note_test(work: Work, model_id: str, tested: LastTest) -> None:
    """Keep how the last test went."""
    told = {"at": tested.at.isoformat(), "code": tested.code, "seconds": tested.seconds}
    await work.execute(update(models).where(models.c.id == model_id).values(tested=told))


async def save_account(work: Work, account: Account) -> None:
    """Add the account, or replace the one with its id. Raises AlreadyThere if its name is taken."""
    values = _account_values(account)
    statement = postgresql.insert(accounts).values(values)
    changed = {name: statement.excluded[name] for name in values if name not in {"id", "created_at"}}
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


async def remove_account(work: Work, account: UUID) -> None:
    """Remove the account, which no model may be at any more."""
    await work.execute(delete(accounts).where(accounts.c.id == account))


def _values(record: ModelRecord) -> Mapping[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind.value,
        "file": record.file,
        "upstream_model": record.upstream_model,
        "fit_for_work": record.fit_for_work,
        "enabled": record.enabled,
        "is_default": record.is_default,
        "created_at": record.created_at,
        "description": record.description,
        "abilities": abilities.to_json(record.abilities),
        "fallback": list(record.fallback),
        "groups": sorted(record.groups),
        "layout": asdict(record.layout),
    }


def _deployments(record: ModelRecord) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "model_id": record.id,
            "position": position,
            "account_id": place.account,
            "upstream_model": place.upstream_model,
            "weight": place.weight,
        }
        for position, place in enumerate(record.places)
    ]


def _model(row: Mapping[str, Any]) -> ModelRecord:
    tested = row["tested"]
    return ModelRecord(
        id=row["id"],
        name=row["name"],
        kind=Kind(row["kind"]),
        upstream_model=row["upstream_model"],
        fit_for_work=row["fit_for_work"],
        enabled=row["enabled"],
        is_default=row["is_default"],
        created_at=row["created_at"],
        file=row["file"],
        description=row["description"],
        abilities=abilities.from_json(row["abilities"]),
        fallback=tuple(row["fallback"]),
        groups=frozenset(row["groups"]),
        layout=Layout(**row["layout"]),
        tested=None
        if tested is None
        else LastTest(datetime.fromisoformat(tested["at"]), tested["code"], float(tested["seconds"])),
    )


def _account_values(account: Account) -> Mapping[str, Any]:
    endpoint, credential, declared = account.endpoint, account.credential, account.terms.declared_on
    terms = asdict(account.terms) | {"declared_on": None if declared is None else declared.isoformat()}
    return {
        "id": account.id,
        "name": account.name,
        "wire": account.wire.value,
        "scheme": endpoint.scheme,
        "host": endpoint.host,
        "port": endpoint.port,
        "path": endpoint.path,
        "api_version": endpoint.api_version,
        "destination_class": account.destination_class.value,
        "terms": {name: value for name, value in terms.items() if value is not None},
        "header": account.header,
        "credential": credential.kind.value,
        "place": credential.place,
        "sealed": credential.sealed,
        "entra": None if credential.entra is None else asdict(credential.entra),
        "at_once": account.at_once,
        "enabled": account.enabled,
        "created_at": account.created_at,
    }


def _account(row: Mapping[str, Any]) -> Account:
    terms, entra = dict(row["terms"]), row["entra"]
    if "declared_on" in terms:
        terms["declared_on"] = date.fromisoformat(terms["declared_on"])
    identity = None if entra is None else EntraIdentity(**entra)
    return Account(
        id=row["id"],
        name=row["name"],
        wire=WireName(row["wire"]),
        endpoint=Endpoint(row["scheme"], row["host"], row["port"], row["path"], row["api_version"]),
        destination_class=DestinationClass(row["destination_class"]),
        terms=Terms(**terms),
        created_at=row["created_at"],
        credential=Credential(CredentialKind(row["credential"]), row["place"], row["sealed"], identity),
        header=row["header"],
        at_once=row["at_once"],
        enabled=row["enabled"],
    )
