"""Receipts put together: entries from the database, proofs from the log's files, and what is known beside them."""

from pathlib import Path

from inhouse.app.rooms import Rooms
from inhouse.chat.finding import Finding
from inhouse.chat.receipts.http import Desk
from inhouse.chat.receipts.view import Beside
from inhouse.core.caller import Caller
from inhouse.core.errors import NotFound
from inhouse.guard.policies.current import Policies
from inhouse.ledger.published import Published
from inhouse.ledger.receipts import Prove, Receipt, Receipts

FOLDER = "ledger"
"""Below the data folder: a folder for each log that this server writes."""


def receipts_desk(rooms: Rooms, finding: Finding, policies: Policies) -> Desk:
    """What the routes of receipts ask."""

    async def beside(caller: Caller, receipt: Receipt, replaced: int | None) -> Beside:
        current = policies.current
        declarers = await _declarers(rooms, caller, receipt.entry.fields.get("model"))
        return Beside(declarers, {current.hash: current.number}, replaced)

    prove = proofs_in(rooms.ground.settings.data_dir)
    return Desk(finding, Receipts(rooms.store, rooms.commitments.name_of, prove), beside)


def proofs_in(data_dir: Path) -> Prove:
    """Proofs from the files of the logs that this server writes. Another server's are there and not here."""

    def prove(log: str, number: int) -> str:
        return Published(data_dir / FOLDER / log).prove(number)

    return prove


async def _declarers(rooms: Rooms, caller: Caller, model: str | None) -> dict[tuple[str, str | None], str | None]:
    """Who declares the terms of which day for the places of a model, if the caller may still use it."""
    if model is None:
        return {}
    try:
        found = await rooms.catalogue.find(model, caller)
    except NotFound:
        return {}
    places = ((place.destination.name, place.terms) for place in found.deployments)
    return {
        (name, None if terms.declared_on is None else terms.declared_on.isoformat()): terms.declared_by
        for name, terms in places
    }
