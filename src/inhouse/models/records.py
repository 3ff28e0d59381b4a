"""The table of models that administrators have enabled; nothing in it is content."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, Table, Text, delete, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from inhouse.models.model import Kind, Terms
from inhouse.store import Work
from inhouse.store.tables import metadata

models = Table(
    "models",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("host", Text),
    Column("port", Integer),
    Column("file", Text),
    Column("upstream_model", Text, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("fit_for_work", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("context_tokens", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False),
    schema="models",
)
Index("models_is_default_idx", models.c.is_default, unique=True, postgresql_where=text("is_default"))


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """One row: `host` and `port` for a server, `file` (a name in the models folder) for a GGUF file."""

    id: str
    name: str
    kind: Kind
    upstream_model: str
    terms: Terms
    fit_for_work: bool
    enabled: bool
    is_default: bool
    created_at: datetime
    host: str | None = None
    port: int | None = None
    file: str | None = None
    context_tokens: int | None = None


async def every(work: Work) -> tuple[ModelRecord, ...]:
    """All rows, the oldest first."""
    found = await work.execute(select(models).order_by(models.c.created_at, models.c.id))
    return tuple(_record(dict(row)) for row in found.mappings())


async def save(work: Work, record: ModelRecord) -> None:
    """Add the row, or replace the one with its id. A default takes the place of the one before."""
    if record.is_default:
        others = models.c.is_default & (models.c.id != record.id)
        await work.execute(update(models).where(others).values(is_default=False))
    values: Mapping[str, Any] = {**asdict(record), "kind": record.kind.value}
    statement = insert(models).values(values)
    changed = {name: statement.excluded[name] for name in values if name not in {"id", "created_at"}}
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))


async def remove(work: Work, model_id: str) -> None:
    """Remove the row."""
    await work.execute(delete(models).where(models.c.id == model_id))


def _record(row: dict[str, Any]) -> ModelRecord:
    row["kind"], row["terms"] = Kind(row["kind"]), Terms(**row["terms"])
    return ModelRecord(**row)
