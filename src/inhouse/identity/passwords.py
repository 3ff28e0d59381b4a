"""Passwords: argon2id (RFC 9106), computed in threads, few at a time.

One hash takes 46 MiB and about 0.1 s of one core. Two at a time, so that many sign-ins at once cannot eat the memory;
the others wait, and when very many wait they are told to come back.
"""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inhouse.core.errors import TooMany
from inhouse.identity.emails import email_key
from inhouse.identity.errors import WeakPassword

SHORTEST = 12
LONGEST = 1000

_AT_ONCE = 2
_WAITING = 200
_MEMORY_KIB = 46 * 1024
_PASSES = 2

# The commonest of twelve and more characters in published lists of leaked passwords, and what a form invites.
_COMMONEST_WORDS = """
123456789012 1234567890123 12345678901234 123456789123 1234567891011 111111111111 000000000000 123123123123
123456123456 987654321000 112233445566 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 qwertyuiop12
qwertyuiop123 qwertyuiop[] qwerty123456 qwerty1234567 qwertyqwerty qwertzuiop12 qwertzuiop123 asdfghjkl123
zxcvbnm12345 password1234 password12345 password123456 passwordpassword password1password administrator
administrator1 iloveyou1234 iloveyouforever letmeinletmein welcome12345 welcomewelcome changemechangeme changeme1234
abcdefghijkl abcdefghijklm abcdef123456 abc123abc123 a1b2c3d4e5f6 aaaaaaaaaaaa unknownunknown inhouseinhouse
inhouse12345 inhouse123456 passwort1234 passwort12345 passwortpasswort hallohallohallo schatzschatz
correcthorsebatterystaple 123456789abc 1234567890ab qazwsxedcrfv mypassword123 testtesttest test12345678
football1234 baseball1234 princess1234 sunshine1234 superman1234 trustno1trustno1
"""
_COMMONEST = frozenset(_COMMONEST_WORDS.split())


class Passwords:
    """Makes and checks hashes. One for the whole server, because it holds the bound.

    Other costs than the usual ones are for tests that sign in a hundred times.
    """

    def __init__(self, at_once: int = _AT_ONCE, memory_kib: int = _MEMORY_KIB, passes: int = _PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._turn = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """The hash to store; raises TooMany when very many wait."""
        return await self._in_turn(_canonical(password))

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether it is the password of `stored`. None (nobody has that e-mail) takes as long and is never right."""
        if self._nobodys is None:
            self._nobodys = await self._in_turn("the password of nobody")
        right = await self._in_turn(_canonical(password), stored or self._nobodys)
        return right == "right" and stored is not None

    def is_old(self, stored: str) -> bool:
        """Whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)

    async def _in_turn(self, password: str, stored: str | None = None) -> str:
        if self._waiting >= _WAITING:
            raise TooMany("Very many people sign in just now.", hint="Try again in a moment.", retry_after=10)
        self._waiting += 1
        try:
            async with self._turn:
                if stored is None:
                    return await asyncio.to_thread(self._hasher.hash, password)
                return await asyncio.to_thread(self._compare, password, stored)
        finally:
            self._waiting -= 1

    def _compare(self, password: str, stored: str) -> str:
        try:
            self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return "wrong"
        return "right"


def check_strength(password: str, email: str) -> None:
    """Raises WeakPassword unless it is long enough, storable, not among the commonest and not the e-mail."""
    if len(password) < SHORTEST:
        raise WeakPassword(
            f"The password has fewer than {SHORTEST} characters.", hint="Three or four unrelated words are good."
        )
    if len(password) > LONGEST:
        raise WeakPassword(f"The password has more than {LONGEST} characters.", hint="Take a shorter one.")
    if "\0" in password or any("\ud800" <= letter <= "\udfff" for letter in password):
        raise WeakPassword("The password holds characters that cannot be typed again.", hint="Take another one.")
    plain = email_key(password)
    if plain in _COMMONEST or len(set(plain)) < 4:
        raise WeakPassword("Too many people use that password.", hint="Three or four unrelated words are good.")
    key = email_key(email)
    if plain in (key, key.partition("@")[0]) or plain == key.replace("@", ""):
        raise WeakPassword("The password is your e-mail address.", hint="Three or four unrelated words are good.")


def _canonical(password: str) -> str:
    # Two keyboards may compose the same letter differently; and no attempt may cost more than the longest password.
    return unicodedata.normalize("NFC", password[: LONGEST + 1]).encode("utf-8", "replace").decode()
