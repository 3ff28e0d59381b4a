"""Wrong passwords slow down whoever sends them.

Tries are counted under keyed hashes of

    account + browser     when the browser carries the mark that a right password left there earlier; nothing else then
    account + address     otherwise
    address               otherwise, so that one place cannot try many accounts

so a stranger who tries my account from elsewhere, or even from my own office, does not lock me out of my own browser.
A try is counted before the password is looked at, so that many tries at once count too; a right one is taken back.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from inhouse.core import clock
from inhouse.identity import records
from inhouse.identity.emails import email_key
from inhouse.identity.errors import TooManyAttempts
from inhouse.identity.person import Browser
from inhouse.store import Store

FORGOTTEN_AFTER = timedelta(days=1)
"""Nothing is remembered longer than this after the last try."""

_LONGEST_ACCOUNT = 200


@dataclass(frozen=True, slots=True)
class Patience:
    """How many tries are free, and the longest wait in seconds after more."""

    free: int
    longest: float

    def wait(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row: 1, 2, 4, ... once the free ones are used up."""
        beyond = failures - self.free
        return 0.0 if beyond < 0 else min(2.0 ** min(beyond, 30), self.longest)


FOR_ACCOUNT = Patience(free=5, longest=900.0)
FOR_ADDRESS = Patience(free=100, longest=10.0)
FOR_LINKS = Patience(free=20, longest=60.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """One counter: its key and its patience."""

    key: bytes
    patience: Patience


class Attempts:
    """Counts tries in PostgreSQL, so that it holds over several servers."""

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store = store
        self._secret = secret

    def of_sign_in(self, email: str, browser: Browser) -> Sequence[Counted]:
        """What a sign-in counts under."""
        account = email_key(email)[:_LONGEST_ACCOUNT]
        if self.knows(email, browser.mark):
            return (Counted(self._hash("browser", account, browser.mark), FOR_ACCOUNT),)
        place = _place(browser.address)
        return (
            Counted(self._hash("account", account, place), FOR_ACCOUNT),
            Counted(self._hash("address", place), FOR_ADDRESS),
        )

    def of_link(self, browser: Browser) -> Sequence[Counted]:
        """What opening a one-time link counts under."""
        return (Counted(self._hash("link", _place(browser.address)), FOR_LINKS),)

    async def count(self, counted: Sequence[Counted]) -> None:
        """Count a try as failed. Raises TooManyAttempts, and counts nothing, while one has to wait."""
        now = clock.now()
        async with self._store.work(None) as work:
            found = await records.lock_attempts(work, sorted(one.key for one in counted), now)
            # Without a wait both times are equal; they are another server's, whose clock may be a little ahead.
            waits = [known.next_at - now for known in found.values() if known.next_at > known.last_at]
            longest = max(waits, default=timedelta())
            if longest > timedelta():
                raise _too_many(longest)
            for one in counted:
                earlier = found[one.key]
                failures = (earlier.failures if earlier.last_at + FORGOTTEN_AFTER > now else 0) + 1
                await records.note_attempt(work, one.key, failures, now, now + _seconds(one.patience.wait(failures)))

    async def forgive(self, counted: Sequence[Counted]) -> None:
        """The counted try was right: the first counter starts anew, the others take this one try back."""
        now = clock.now()
        async with self._store.work(None, durable=False) as work:
            found = await records.lock_attempts(work, sorted(one.key for one in counted), now)
            for position, one in enumerate(counted):
                failures = 0 if position == 0 else max(0, found[one.key].failures - 1)
                await records.note_attempt(work, one.key, failures, now, now)

    def mark(self, email: str) -> str:
        """A mark for a browser in which this account's right password was given."""
        nonce = secrets.token_urlsafe(12)
        return f"{nonce}.{self._hash('mark', email_key(email), nonce).hex()}"

    def knows(self, email: str, mark: str) -> bool:
        """Whether the mark was made for this account."""
        nonce, _, proof = mark.partition(".")
        return hmac.compare_digest(proof.encode(), self._hash("mark", email_key(email), nonce).hex().encode())

    def _hash(self, *parts: str) -> bytes:
        text = "\0".join(parts).encode("utf-8", "replace")
        return hmac.digest(self._secret, text, hashlib.sha256)


def _place(address: str) -> str:
    """An IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def _too_many(wait: timedelta) -> TooManyAttempts:
    seconds = max(1.0, wait.total_seconds())
    return TooManyAttempts(
        "Too many tries.", hint=f"Wait {seconds:.0f} seconds, then try again.", retry_after=round(seconds, 1)
    )


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)
