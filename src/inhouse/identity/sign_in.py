"""Signing in, as a numbered procedure."""

from inhouse.core import clock
from inhouse.identity import records
from inhouse.identity.attempts import Attempts
from inhouse.identity.emails import email_key
from inhouse.identity.errors import SignInFailed
from inhouse.identity.passwords import Passwords
from inhouse.identity.person import Browser, Opened
from inhouse.identity.sessions import Sessions
from inhouse.store import Store


class SignIn:
    """From an e-mail and a password to a session."""

    def __init__(self, store: Store, passwords: Passwords, sessions: Sessions, attempts: Attempts) -> None:
        self._store = store
        self._passwords = passwords
        self._sessions = sessions
        self._attempts = attempts

    async def __call__(self, email: str, password: str, browser: Browser) -> Opened:
        """Open a session. Raises SignInFailed and TooManyAttempts.

        1 the try is counted, and refused while one has to wait
        2 who is it: nobody and a disabled person go on like everybody, for the same time and to the same answer
        3 is it their password
        4 the try is taken back; a hash of old costs is renewed
        """
        counted = self._attempts.of_sign_in(email, browser)
        await self._attempts.count(counted)
        async with self._store.work(None) as work:
            known = await records.credentials(work, email_key(email))
        right = await self._passwords.verify(password, None if known is None else known.hash)
        if known is None or not right:
            raise SignInFailed("The e-mail or the password is wrong.", hint="Check both and try again.")
        await self._attempts.forgive(counted)
        opened = await self._sessions.open(known.person, admin=known.admin, browser=browser)
        if self._passwords.is_old(known.hash):
            hashed = await self._passwords.hash(password)
            async with self._store.work(opened.caller) as work:
                await records.change_password(work, known.person, hashed, clock.now())
        return opened
