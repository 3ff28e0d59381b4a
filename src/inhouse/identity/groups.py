"""Groups of people and service accounts, made and filled by administrators."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from inhouse.core import clock
from inhouse.core.errors import NotFound
from inhouse.core.ids import new_id
from inhouse.identity import records
from inhouse.identity.access import Administration, administer, put_on_record
from inhouse.identity.errors import GroupUnknown, NameTaken
from inhouse.identity.group import Group
from inhouse.identity.keys import Forget
from inhouse.identity.names import checked_name, name_key
from inhouse.store import AlreadyThere, Store


class Groups:
    """All groups. `forget` is called after every change of who is in which."""

    def __init__(self, store: Store, forget: Forget) -> None:
        self._store = store
        self._forget = forget

    async def list(self, who: Administration) -> Sequence[Group]:
        """All groups with their members, by name. Raises Forbidden."""
        async with administer(self._store, who) as work:
            return await records.list_groups(work)

    async def named(self, who: Administration, name: str) -> Group:
        """The group of that name, whatever its case. Raises Forbidden, GroupUnknown."""
        wanted = name_key(name)
        for group in await self.list(who):
            if name_key(group.name) == wanted:
                return group
        raise GroupUnknown(f"There is no group '{name}'.", hint="inhouse groups list shows those that there are.")

    async def create(self, who: Administration, name: str) -> Group:
        """Make an empty group. Raises Forbidden, InvalidRequest, NameTaken."""
        group = Group(new_id(), checked_name(name), clock.now())
        try:
            async with administer(self._store, who) as work:
                await records.add_group(work, group, name_key(group.name))
                await put_on_record(work, who, "group_added", {"group": str(group.id)})
        except AlreadyThere:
            raise _taken() from None
        return group

    async def rename(self, who: Administration, group: UUID, name: str) -> Group:
        """Give a group another name. Raises Forbidden, InvalidRequest, GroupUnknown, NameTaken."""
        chosen = checked_name(name)
        try:
            async with administer(self._store, who) as work:
                if not await records.rename_group(work, group, chosen, name_key(chosen)):
                    raise _unknown()
                await put_on_record(work, who, "group_renamed", {"group": str(group)})
                found = next(one for one in await records.list_groups(work) if one.id == group)
        except AlreadyThere:
            raise _taken() from None
        return replace(found, name=chosen)

    async def remove(self, who: Administration, group: UUID) -> None:
        """Delete a group; its members lose what it gave them, nothing else. Raises Forbidden, GroupUnknown."""
        async with administer(self._store, who) as work:
            removed = await records.delete_group(work, group)
            if removed:
                await put_on_record(work, who, "group_removed", {"group": str(group)})
        self._forget()
        if not removed:
            raise _unknown()

    async def add_member(self, who: Administration, group: UUID, member: UUID) -> None:
        """Put a person or a service account into a group; nothing happens to who is in it already.

        Raises Forbidden, GroupUnknown, and NotFound when there is no such person or account.
        """
        async with administer(self._store, who) as work:
            outcome = await records.add_member(work, group, member)
            if not outcome.endswith("unknown"):
                await put_on_record(work, who, "member_added", {"group": str(group)}, subject=member)
        self._forget()
        if outcome == "group unknown":
            raise _unknown()
        if outcome == "member unknown":
            raise NotFound("There is no such person or service account.")

    async def remove_member(self, who: Administration, group: UUID, member: UUID) -> None:
        """Take a person or a service account out of a group. Raises Forbidden, NotFound when they are not in it."""
        async with administer(self._store, who) as work:
            removed = await records.remove_member(work, group, member)
            if removed:
                await put_on_record(work, who, "member_removed", {"group": str(group)}, subject=member)
        self._forget()
        if not removed:
            raise NotFound("They are not in this group.")


def _taken() -> NameTaken:
    return NameTaken("There is a group of that name already.")


def _unknown() -> GroupUnknown:
    return GroupUnknown("There is no such group.")
