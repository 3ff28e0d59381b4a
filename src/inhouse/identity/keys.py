"""API keys: for programs, shown once, narrowed to a scope, revoked at once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError, NotFound
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import records
from inhouse.identity.access import Administration, Console, administer, put_on_record
from inhouse.identity.emails import email_key
from inhouse.identity.errors import KeyAddressRefused, KeyExpired, PersonUnknown, ServiceUnknown, TooManyKeys
from inhouse.identity.key import ApiKey, FoundKey, KeyTerms, OwnedKey
from inhouse.identity.known_keys import MOST as MOST_KNOWN
from inhouse.identity.known_keys import KnownKeys
from inhouse.identity.terms import checked
from inhouse.identity.tokens import KEY_PREFIX_CHARACTERS, fingerprint, new_key
from inhouse.store import Role, Store, Work

MOST = 100
"""Keys of one person or service account."""
TOUCH = timedelta(minutes=1)
"""The use of a key is written down at most so often."""


class Keys:
    """The API keys of all people and service accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = KnownKeys(self._look_up)
        self._due: dict[bytes, datetime] = {}
        """When the use of a key is written down again, by fingerprint."""
        self._writing: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Wait for what is still read and written beside the requests."""
        await asyncio.gather(*self._writing, self._known.close())

    # Being recognised

    async def find(self, secret: str, address: str = "") -> Caller | None:
        """Whose key it is; None when it is unknown, revoked, or the person is disabled.

        `address` is where the request comes from. Raises KeyExpired and KeyAddressRefused.
        """
        key_hash = fingerprint(secret)
        found = await self._known.find(key_hash)
        if found is None:
            return None
        now = clock.now()
        if found.expires_at is not None and found.expires_at <= now:
            raise KeyExpired("The API key has expired.", hint="Make a new one in the settings.")
        if found.addresses and not _is_in(address, found.addresses):
            raise KeyAddressRefused(
                "The API key may not be used from this address.",
                hint="Use it from an address that it was made for, or make another key.",
            )
        due = self._due.get(key_hash)
        if due is None or due <= now:
            self._touch(key_hash, found, now)
        return found.caller

    def forget(self) -> None:
        """Something has changed, here or in another process: every key is looked up anew."""
        self._known.forget()

    async def _look_up(self, key_hash: bytes) -> FoundKey | None:
        async with self._store.work(None) as work:
            return await records.find_key(work, key_hash)

    def _touch(self, key_hash: bytes, found: FoundKey, now: datetime) -> None:
        """Write the use down beside the request, unless another server has just done so."""
        known_before = key_hash in self._due
        if len(self._due) >= MOST_KNOWN:
            self._due.clear()
        if not known_before and found.used_at is not None and found.used_at + TOUCH > now:
            self._due[key_hash] = found.used_at + TOUCH
            return
        self._due[key_hash] = now + TOUCH
        writing = tasks.spawn(self._write_use(found.caller.credential, now), name="note the use of a key")
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def _write_use(self, key: UUID, at: datetime) -> None:
        # The database may be away; the next minute is early enough.
        with suppress(InhouseError):
            async with self._store.work(None, durable=False) as work:
                await records.touch_key(work, key, at)

    # One's own

    async def create(self, caller: Caller, terms: KeyTerms) -> tuple[ApiKey, str]:
        """Make a key for the caller; the second is the key itself, kept nowhere. Raises InvalidRequest, TooManyKeys."""
        key, secret = _make(terms)
        async with self._store.work(caller) as work:
            await _add(work, caller.person, key, secret)
        return key, secret

    async def list(self, caller: Caller) -> Sequence[ApiKey]:
        """The caller's keys, the newest first, expired ones too."""
        async with self._store.work(caller) as work:
            return await records.list_keys(work, caller.person)

    async def revoke(self, caller: Caller, key: UUID) -> None:
        """Revoke one of the caller's keys; it is refused from now on. Raises NotFound."""
        async with self._store.work(caller) as work:
            revoked = await records.delete_key(work, key, caller.person)
        self._revoked(revoked)

    # For administration

    async def create_for_service(self, who: Administration, service: UUID, terms: KeyTerms) -> tuple[ApiKey, str]:
        """Make a key for a service account. Raises Forbidden, InvalidRequest, ServiceUnknown, TooManyKeys."""
        key, secret = _make(terms)
        async with administer(self._store, who) as work:
            if not await records.hold_service(work, service):
                raise ServiceUnknown("There is no such service account.")
            await _add(work, service, key, secret, service=True)
            await put_on_record(work, who, "key_added", {"key": str(key.id)}, subject=service)
        return key, secret

    async def create_for(self, email: str, terms: KeyTerms) -> tuple[ApiKey, str]:
        """Make a key for a person, from the command line on the server. Raises InvalidRequest, PersonUnknown.

        Administrators cannot: with a key of a person they could read that person's chats.
        """
        key, secret = _make(terms)
        async with self._store.work(None, Role.JOBS) as work:
            person = await records.person_by_email(work, email_key(email))
            if person is None:
                raise PersonUnknown(f"Nobody with the e-mail {email} can sign in here.")
            await _add(work, person, key, secret)
            await put_on_record(work, Console.HERE, "key_added", {"key": str(key.id)}, subject=person)
        return key, secret

    async def list_all(self, who: Administration) -> Sequence[OwnedKey]:
        """Everybody's keys, the newest first: what they are for and whose, never the keys. Raises Forbidden."""
        async with administer(self._store, who) as work:
            return await records.list_owned_keys(work)

    async def revoke_any(self, who: Administration, key: UUID) -> None:
        """Revoke anybody's key; it is refused from now on. Raises Forbidden, NotFound."""
        async with administer(self._store, who) as work:
            revoked = await records.delete_key(work, key)
            if revoked:
                await put_on_record(work, who, "key_revoked", {"key": str(key)})
        self._revoked(revoked)

    def _revoked(self, done: bool) -> None:  # noqa: FBT001 (what the statement said)
        self.forget()
        if not done:
            raise NotFound("There is no such key.")


Forget = Callable[[], None]
"""`Keys.forget`, for those who change what a key's caller is made of."""


def _make(terms: KeyTerms) -> tuple[ApiKey, str]:
    secret = new_key()
    return ApiKey(new_id(), secret[:KEY_PREFIX_CHARACTERS], checked(terms), clock.now()), secret


async def _add(work: Work, owner: PersonId | UUID, key: ApiKey, secret: str, *, service: bool = False) -> None:
    if await records.count_keys(work, owner) >= MOST:
        raise TooManyKeys(f"There are {MOST} keys already.", hint="Revoke one that is not used any more.")
    await records.add_key(work, owner, fingerprint(secret), key, service=service)


@lru_cache(maxsize=4096)
def _is_in(address: str, allowed: tuple[str, ...]) -> bool:
    """Whether an address is in one of the networks. What is no address, such as a socket, is in none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        # IPv4 in IPv6 clothes is IPv4.
        parsed = parsed.ipv4_mapped or parsed
    networks = [ip_network(text) for text in allowed]
    return any(parsed.version == network.version and parsed in network for network in networks)
