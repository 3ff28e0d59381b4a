"""Groups with their members, and service accounts. Row-level security shows them to administrators only."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from inhouse.identity.group import Group, Member, Service
from inhouse.identity.records.tables import API_KEYS, GROUP_MEMBERS, GROUPS, PEOPLE, SERVICES
from inhouse.store import Work


async def add_group(work: Work, group: Group, name_key: str) -> None:
    """Write down a new group; raises AlreadyThere."""
    values = {"id": group.id, "name": group.name, "name_key": name_key, "created_at": group.created_at}
    await work.execute(insert(GROUPS).values(values))


async def list_groups(work: Work) -> Sequence[Group]:
    """All groups by name, with their members by name."""
    members: defaultdict[UUID, list[Member]] = defaultdict(list)
    name = func.coalesce(PEOPLE.c.name, SERVICES.c.name)
    joined = GROUP_MEMBERS.outerjoin(PEOPLE, PEOPLE.c.id == GROUP_MEMBERS.c.person_id).outerjoin(
        SERVICES, SERVICES.c.id == GROUP_MEMBERS.c.service_id
    )
    statement = (
        select(GROUP_MEMBERS, name.label("name"), PEOPLE.c.email)
        .select_from(joined)
        .order_by(func.lower(name), GROUP_MEMBERS.c.person_id, GROUP_MEMBERS.c.service_id)
    )
    for row in await work.execute(statement):
        members[row.group_id].append(Member(row.person_id or row.service_id, row.name, row.email))
    found = await work.execute(select(GROUPS).order_by(GROUPS.c.name_key))
    return [Group(row.id, row.name, row.created_at, tuple(members[row.id])) for row in found]


async def rename_group(work: Work, group: UUID, name: str, name_key: str) -> bool:
    """Rename a group; raises AlreadyThere."""
    statement = update(GROUPS).where(GROUPS.c.id == group).values(name=name, name_key=name_key)
    return (await work.execute(statement)).rowcount > 0


async def delete_group(work: Work, group: UUID) -> bool:
    """Delete a group; nobody is in it any more."""
    return (await work.execute(delete(GROUPS).where(GROUPS.c.id == group))).rowcount > 0


async def add_member(work: Work, group: UUID, member: UUID) -> str:
    """Put a person or a service account into a group: 'done', 'group unknown' or 'member unknown'."""
    # The group and the account stay until the work ends; people are never deleted.
    held = select(GROUPS.c.id).where(GROUPS.c.id == group).with_for_update(read=True, key_share=True)
    if (await work.execute(held)).one_or_none() is None:
        return "group unknown"
    person = select(PEOPLE.c.id).where(PEOPLE.c.id == member)
    if (await work.execute(person)).one_or_none() is not None:
        column = "person_id"
    elif await hold_service(work, member):
        column = "service_id"
    else:
        return "member unknown"
    await work.execute(insert_or(GROUP_MEMBERS).values({"group_id": group, column: member}).on_conflict_do_nothing())
    return "done"


async def remove_member(work: Work, group: UUID, member: UUID) -> bool:
    """Take a person or a service account out of a group."""
    statement = delete(GROUP_MEMBERS).where(GROUP_MEMBERS.c.group_id == group, _is(member))
    return (await work.execute(statement)).rowcount > 0


async def add_service(work: Work, service: Service, name_key: str) -> None:
    """Write down a new service account; raises AlreadyThere."""
    values = {"id": service.id, "name": service.name, "name_key": name_key, "created_at": service.created_at}
    await work.execute(insert(SERVICES).values(values))


async def list_services(work: Work) -> Sequence[Service]:
    """All service accounts by name."""
    statement = (
        select(SERVICES, func.count(API_KEYS.c.id).label("keys"), func.max(API_KEYS.c.last_used_at).label("used"))
        .select_from(SERVICES.outerjoin(API_KEYS, API_KEYS.c.service_id == SERVICES.c.id))
        .group_by(SERVICES.c.id)
        .order_by(SERVICES.c.name_key)
    )
    return [Service(row.id, row.name, row.created_at, row.keys, row.used) for row in await work.execute(statement)]


async def service_named(work: Work, name_key: str) -> UUID | None:
    """The service account of that name."""
    return (await work.execute(select(SERVICES.c.id).where(SERVICES.c.name_key == name_key))).scalar_one_or_none()


async def hold_service(work: Work, service: UUID) -> bool:
    """Whether there is such a service account; it stays until the work ends."""
    held = select(SERVICES.c.id).where(SERVICES.c.id == service).with_for_update(read=True, key_share=True)
    return (await work.execute(held)).one_or_none() is not None


async def rename_service(work: Work, service: UUID, name: str, name_key: str) -> bool:
    """Rename a service account; raises AlreadyThere."""
    statement = update(SERVICES).where(SERVICES.c.id == service).values(name=name, name_key=name_key)
    return (await work.execute(statement)).rowcount > 0


async def delete_service(work: Work, service: UUID) -> bool:
    """Delete a service account, and with it its keys."""
    return (await work.execute(delete(SERVICES).where(SERVICES.c.id == service))).rowcount > 0


def _is(member: UUID) -> ColumnElement[bool]:
    return (GROUP_MEMBERS.c.person_id == member) | (GROUP_MEMBERS.c.service_id == member)
