"""Models of the configuration file: added at the start where there is none of that name yet, then left alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inhouse.app.rooms import Progress, Rooms
from inhouse.core.errors import InhouseError
from inhouse.identity.access import Console
from inhouse.models.changes import Offer
from inhouse.models.names import checked_name
from inhouse.models.written import Written, abilities, check_written, new_account

_BY = "the configuration file"


@dataclass(frozen=True, slots=True)
class Seed:
    """One table of the file, checked."""

    name: str
    table: Written


async def plant(rooms: Rooms, tables: Iterable[Mapping[str, object]], progress: Progress) -> None:
    """Add what is missing. A table that cannot be meant is told, and the start goes on without it."""
    names = {record.name for record in await rooms.changes.every()}
    for number, table in enumerate(tables, start=1):
        try:
            check_written(table)
            seed = Seed(checked_name(str(table["name"])), table)
            if seed.name not in names:
                await _plant(rooms, seed)
        except InhouseError as error:
            hint = f" {error.hint}" if error.hint else ""
            progress.warn(f"The model number {number} of the configuration file is left out: {error.message}{hint}")


async def _plant(rooms: Rooms, seed: Seed) -> None:
    table = seed.table
    groups = [await rooms.identity.groups.named(Console.HERE, name) for name in table.get("groups", ())]
    offer = Offer(
        name=seed.name,
        abilities=abilities(table),
        description=table.get("description"),
        fallback=tuple(table.get("fallback", ())),
        groups=frozenset(group.id for group in groups),
        fit_for_work=table.get("fit_for_work", False),
        make_default=table.get("default", False),
    )
    await rooms.changes.offer_at(new_account(table), table["upstream_model"], offer, _BY)
