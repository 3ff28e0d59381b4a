"""The routes of groups, service accounts and keys of others."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from inhouse.admin.days import day_of
from inhouse.edge.callers import Administrator
from inhouse.identity import Identity
from inhouse.identity.group import Group, Service
from inhouse.identity.http import ApiKey, KeyBody, NewKey
from inhouse.identity.key import KeyOwner


class NameBody(BaseModel):
    """The name of a group or a service account."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class GroupList:
    """All groups, by name."""

    items: list[Group]


@dataclass(frozen=True, slots=True)
class ServiceList:
    """All service accounts, by name."""

    items: list[Service]


class OwnedApiKey(ApiKey):
    """A key and whose it is."""

    owner: KeyOwner


@dataclass(frozen=True, slots=True)
class OwnedKeyList:
    """Everybody's keys, the newest first."""

    items: list[OwnedApiKey]


def routes(identity: Identity) -> APIRouter:
    """All routes of this part."""
    router = APIRouter(prefix="/api/admin", tags=["administration"])
    _groups(router, identity)
    _services(router, identity)
    _keys(router, identity)
    return router


def _groups(router: APIRouter, identity: Identity) -> None:
    @router.get("/groups")
    async def list_groups(caller: Administrator) -> GroupList:
        """Groups with their members."""
        return GroupList(list(await identity.groups.list(caller)))

    @router.post("/groups", status_code=201)
    async def create_group(caller: Administrator, body: NameBody) -> Group:
        """Make an empty group."""
        return await identity.groups.create(caller, body.name)

    @router.patch("/groups/{group}")
    async def rename_group(caller: Administrator, group: UUID, body: NameBody) -> Group:
        """Give a group another name."""
        return await identity.groups.rename(caller, group, body.name)

    @router.delete("/groups/{group}", status_code=204)
    async def remove_group(caller: Administrator, group: UUID) -> None:
        """Delete a group. Its members stay."""
        await identity.groups.remove(caller, group)

    @router.put("/groups/{group}/members/{member}", status_code=204)
    async def add_member(caller: Administrator, group: UUID, member: UUID) -> None:
        """Put a person or a service account into a group."""
        await identity.groups.add_member(caller, group, member)

    @router.delete("/groups/{group}/members/{member}", status_code=204)
    async def remove_member(caller: Administrator, group: UUID, member: UUID) -> None:
        """Take a person or a service account out of a group."""
        await identity.groups.remove_member(caller, group, member)


def _services(router: APIRouter, identity: Identity) -> None:
    @router.get("/services")
    async def list_services(caller: Administrator) -> ServiceList:
        """Service accounts: how many keys they have and when one was used last."""
        return ServiceList(list(await identity.services.list(caller)))

    @router.post("/services", status_code=201)
    async def create_service(caller: Administrator, body: NameBody) -> Service:
        """Make a service account. It has no key yet, and never signs in."""
        return await identity.services.create(caller, body.name)

    @router.patch("/services/{service}")
    async def rename_service(caller: Administrator, service: UUID, body: NameBody) -> Service:
        """Give a service account another name."""
        return await identity.services.rename(caller, service, body.name)

    @router.delete("/services/{service}", status_code=204)
    async def remove_service(caller: Administrator, service: UUID) -> None:
        """Delete a service account. Its keys are refused from now on."""
        await identity.services.remove(caller, service)

    @router.post("/services/{service}/keys", status_code=201)
    async def create_service_key(caller: Administrator, service: UUID, body: KeyBody) -> NewKey:
        """Make a key for a service account. It is shown now and never again."""
        made, secret = await identity.keys.create_for_service(caller, service, body.terms())
        return NewKey.of(made, key=secret)


def _keys(router: APIRouter, identity: Identity) -> None:
    @router.get("/keys")
    async def list_all_keys(caller: Administrator) -> OwnedKeyList:
        """Everybody's keys: what they are for, whose, and the day of their last use, never the keys themselves."""
        found = await identity.keys.list_all(caller)
        keys = ((replace(one.key, last_used_at=day_of(one.key.last_used_at)), one.owner) for one in found)
        return OwnedKeyList([OwnedApiKey.of(key, owner=owner) for key, owner in keys])

    @router.delete("/keys/{credential}", status_code=204)
    async def revoke_any_key(caller: Administrator, credential: UUID) -> None:
        """Revoke anybody's key. It is refused from now on."""
        await identity.keys.revoke_any(caller, credential)
