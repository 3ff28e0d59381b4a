"""API keys: for programs, shown once, revoked at once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Conflict, InvalidRequest, NotFound
from inhouse.core.ids import new_id
from inhouse.identity import records
from inhouse.identity.emails import email_key
from inhouse.identity.errors import PersonUnknown
from inhouse.identity.person import ApiKey
from inhouse.identity.tokens import KEY_PREFIX_CHARACTERS, fingerprint, new_key
from inhouse.store import Role, Store

MOST = 100
"""Keys of one person."""
TOUCH = timedelta(minutes=1)


class TooManyKeys(Conflict):
    """One person has as many keys as are allowed."""

    code = "too_many_keys"


class Keys:
    """The API keys of all people."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(self, caller: Caller, name: str) -> tuple[ApiKey, str]:
        """Make a key for the caller; the second is the key itself, kept nowhere. Raises InvalidRequest, TooManyKeys."""
        key, secret = _make(name)
        async with self._store.work(caller) as work:
            if len(await records.list_api_keys(work, caller.person)) >= MOST:
                raise TooManyKeys(f"You have {MOST} keys already.", hint="Revoke one that is not used any more.")
            await records.add_api_key(work, caller.person, fingerprint(secret), key)
        return key, secret

    async def create_for(self, email: str, name: str) -> str:
        """Make a key for a person, from the command line on the server. Raises InvalidRequest, PersonUnknown."""
        key, secret = _make(name)
        async with self._store.work(None, Role.JOBS) as work:
            person = await records.person_by_email(work, email_key(email))
            if person is None:
                raise PersonUnknown(f"Nobody with the e-mail {email} can sign in here.")
            await records.add_api_key(work, person, fingerprint(secret), key)
        return secret

    async def find(self, secret: str) -> Caller | None:
        """Whose key it is; None when it is unknown, revoked, or the person is disabled."""
        now = clock.now()
        async with self._store.work(None) as work:
            found = await records.api_key(work, fingerprint(secret))
        if found is None:
            return None
        caller = Caller(found.person, admin=found.admin, kind=CallerKind.KEY, credential=found.credential)
        if found.seen is None or found.seen + TOUCH < now:
            async with self._store.work(caller, durable=False) as work:
                await records.touch_api_key(work, found.credential, now)
        return caller

    async def list(self, caller: Caller) -> Sequence[ApiKey]:
        """The caller's keys, the newest first."""
        async with self._store.work(caller) as work:
            return await records.list_api_keys(work, caller.person)

    async def revoke(self, caller: Caller, key: UUID) -> None:
        """Revoke one of the caller's keys; it is refused from now on. Raises NotFound."""
        async with self._store.work(caller) as work:
            if not await records.delete_api_key(work, caller.person, key):
                raise NotFound("There is no such key.")


def _make(name: str) -> tuple[ApiKey, str]:
    if not name.strip():
        raise InvalidRequest("A key needs a name.", hint="Say what it is for.")
    secret = new_key()
    return ApiKey(new_id(), name.strip(), secret[:KEY_PREFIX_CHARACTERS], clock.now(), None), secret
