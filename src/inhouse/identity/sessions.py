"""Sessions: opened at sign-in, listed and ended by their owner, over after a time without use or at their end."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import NotFound
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import records
from inhouse.identity.person import Browser, Opened, SessionRow
from inhouse.identity.tokens import fingerprint, new_token
from inhouse.store import Store
from inhouse.store.acts import note

IDLE = timedelta(days=14)
"""A session that is not used for so long is over."""
LASTS = timedelta(days=90)
"""A session is over after so long, used or not."""
TOUCH = timedelta(minutes=1)
"""The use of a session is written down at most so often."""

_LONGEST_USER_AGENT = 300


class Sessions:
    """The sessions of all people."""

    def __init__(self, store: Store, csrf_secret: bytes) -> None:
        self._store = store
        self._csrf_secret = csrf_secret

    async def open(self, person: PersonId, *, admin: bool, browser: Browser) -> Opened:
        """Open a session for somebody who has just proved who they are."""
        now = clock.now()
        token = new_token()
        caller = Caller(person, admin=admin, kind=CallerKind.SESSION, credential=new_id())
        user_agent = browser.user_agent[:_LONGEST_USER_AGENT].replace("\0", "")
        row = SessionRow(caller.credential, True, now, now, user_agent, browser.address)
        async with self._store.work(caller) as work:
            await records.add_session(work, person, fingerprint(token), row, now + LASTS)
            if admin:
                await note(work, Act(ActKind.ADMIN_SIGN_IN, person))
        return Opened(caller, token)

    async def find(self, token: str) -> Caller | None:
        """Whose session the token is; None when it is unknown, over, or the person is disabled."""
        now = clock.now()
        async with self._store.work(None) as work:
            found = await records.session(work, fingerprint(token))
        if found is None:
            return None
        if found.expires <= now or found.seen + IDLE <= now:
            return None
        caller = Caller(found.person, found.admin, CallerKind.SESSION, found.id, found.groups, auditor=found.auditor)
        if found.seen + TOUCH < now:
            async with self._store.work(caller, durable=False) as work:
                await records.touch_session(work, caller, now)
        return caller

    async def list(self, caller: Caller) -> Sequence[SessionRow]:
        """The caller's sessions that hold."""
        async with self._store.work(caller) as work:
            return await records.list_sessions(work, caller, clock.now() - IDLE)

    async def end(self, caller: Caller, session: UUID) -> None:
        """End one of the caller's sessions. Raises NotFound."""
        async with self._store.work(caller) as work:
            ended = await records.end_sessions(work, caller.person, only=session)
        if ended == 0:
            raise NotFound("There is no such session.")

    async def end_this(self, caller: Caller) -> None:
        """Sign out here."""
        async with self._store.work(caller) as work:
            await records.end_sessions(work, caller.person, only=caller.credential)

    async def end_all(self, caller: Caller) -> None:
        """Sign out everywhere."""
        async with self._store.work(caller) as work:
            await records.end_sessions(work, caller.person)

    def csrf_token(self, caller: Caller) -> str:
        """The token that this session's pages send with changing requests."""
        return hmac.digest(self._csrf_secret, caller.credential.bytes, hashlib.sha256).hex()

    def csrf_holds(self, caller: Caller, token: str) -> bool:
        """Whether it is this session's token."""
        return hmac.compare_digest(self.csrf_token(caller).encode(), token.encode("utf-8", "replace"))
