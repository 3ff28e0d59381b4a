"""Service accounts: identities for programs, made by administrators.

They own keys and are in groups. They are no people: they have no e-mail and no password, so nothing lets them sign in,
and a one-time link for one cannot be written down.
"""

from collections.abc import Sequence
from uuid import UUID

from inhouse.core import clock
from inhouse.core.ids import new_id
from inhouse.identity import records
from inhouse.identity.access import Administration, administer, put_on_record
from inhouse.identity.errors import NameTaken, ServiceUnknown
from inhouse.identity.group import Service
from inhouse.identity.keys import Forget
from inhouse.identity.names import checked_name, name_key
from inhouse.store import AlreadyThere, Store


class Services:
    """All service accounts. `forget` is called when one is removed, and with it its keys."""

    def __init__(self, store: Store, forget: Forget) -> None:
        self._store = store
        self._forget = forget

    async def list(self, who: Administration) -> Sequence[Service]:
        """All service accounts, by name. Raises Forbidden."""
        async with administer(self._store, who) as work:
            return await records.list_services(work)

    async def named(self, who: Administration, name: str) -> UUID | None:
        """The service account of that name, whatever its case; None when there is none. Raises Forbidden."""
        async with administer(self._store, who) as work:
            return await records.service_named(work, name_key(name))

    async def create(self, who: Administration, name: str) -> Service:
        """Make a service account without a key. Raises Forbidden, InvalidRequest, NameTaken."""
        service = Service(new_id(), checked_name(name), clock.now())
        try:
            async with administer(self._store, who) as work:
                await records.add_service(work, service, name_key(service.name))
                await put_on_record(work, who, "service_added", subject=service.id)
        except AlreadyThere:
            raise _taken() from None
        return service

    async def rename(self, who: Administration, service: UUID, name: str) -> Service:
        """Give a service account another name. Raises Forbidden, InvalidRequest, ServiceUnknown, NameTaken."""
        chosen = checked_name(name)
        try:
            async with administer(self._store, who) as work:
                if not await records.rename_service(work, service, chosen, name_key(chosen)):
                    raise _unknown()
                await put_on_record(work, who, "service_renamed", subject=service)
                return next(one for one in await records.list_services(work) if one.id == service)
        except AlreadyThere:
            raise _taken() from None

    async def remove(self, who: Administration, service: UUID) -> None:
        """Delete a service account; its keys are refused from now on. Raises Forbidden, ServiceUnknown."""
        async with administer(self._store, who) as work:
            removed = await records.delete_service(work, service)
            if removed:
                await put_on_record(work, who, "service_removed", subject=service)
        self._forget()
        if not removed:
            raise _unknown()


def _taken() -> NameTaken:
    return NameTaken("There is a service account of that name already.")


def _unknown() -> ServiceUnknown:
    return ServiceUnknown("There is no such service account.")
