"""What the gate keeps for itself, in the folder `gate` of the data folder, which the sealed application does not see.

    approved.json      which accounts words may go to, exactly as they were when somebody on this machine said so
    key                seals the keys of accounts once more, so that the application cannot open them

The folder is made by the first sealed start, which approves what is there. From then on an account is let in only as
`inhouse accounts`, `inhouse models add` or `inhouse gate approve` left it: a row that the application changes in the
database closes the way there.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inhouse.host import private_folder
from inhouse.models.account import Account
from inhouse.models.credentials import Seals
from inhouse.models.errors import ChangedByGateOnly
from inhouse.vault import DoesNotOpen

_FORMAT = b"\x02"
_NONCE_BYTES = 12
_BEGIN = 1 + _NONCE_BYTES


class Approvals:
    """The list of approved accounts. Every question looks at the file: commands change it while the gate runs."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "gate"
        self._file = self._folder / "approved.json"

    @property
    def exists(self) -> bool:
        """Whether Inhouse was ever started sealed here."""
        return self._file.is_file()

    def make(self) -> bytes:
        """Make the folder and the key if they are missing; gives the key."""
        private_folder(self._folder)
        key = self._folder / "key"
        if not key.exists():
            _write(key, secrets.token_hex(32))
        return bytes.fromhex(key.read_text("ascii"))

    def key(self) -> bytes | None:
        """The key, None where there is none, or we do not see it."""
        try:
            return bytes.fromhex((self._folder / "key").read_text("ascii"))
        except OSError:
            return None

    def holds(self, account: Account) -> bool:
        """Whether the account is approved as it is."""
        return self.read().get(str(account.id)) == fingerprint(account)

    def approve(self, accounts: Iterable[Account]) -> None:
        """These are right as they are."""
        known = self.read()
        _write(self._file, json.dumps(known | {str(each.id): fingerprint(each) for each in accounts}, indent=1))

    def forget(self, accounts: Iterable[UUID]) -> None:
        """To these no words go."""
        gone = {str(each) for each in accounts}
        _write(self._file, json.dumps({name: kept for name, kept in self.read().items() if name not in gone}, indent=1))

    def read(self) -> dict[str, str]:
        """The list; empty where there is none, so that nothing goes out."""
        try:
            return json.loads(self._file.read_text("ascii"))
        except (OSError, ValueError):
            return {}

    # As the keeper of accounts, for commands on this machine.

    def check(self) -> None:
        """Commands may."""

    def saved(self, account: Account) -> None:
        """What a command has written is meant."""
        self.approve([account])


class SealedKeeper:
    """The keeper of accounts in the sealed application: nothing may be changed."""

    def check(self) -> None:
        """Raise ChangedByGateOnly."""
        raise ChangedByGateOnly

    def saved(self, account: Account) -> None:
        """Never comes to it."""


class GateSealer:
    """Seals once more under the gate's key. What was sealed before there was a gate opens too."""

    def __init__(self, inner: Seals, key: bytes) -> None:
        self._inner = inner
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, kind: str, record: UUID) -> bytes:
        """Seal twice."""
        return self.again(self._inner.seal(plain, kind, record), record)

    def again(self, sealed: bytes, record: UUID) -> bytes:
        """Seal what is sealed, if it is sealed but once."""
        if sealed[:1] == _FORMAT:
            return sealed
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, sealed, record.bytes)

    def open(self, sealed: bytes, kind: str, record: UUID) -> bytes:
        """Open both; raises DoesNotOpen."""
        if sealed[:1] == _FORMAT:
            try:
                sealed = self._cipher.decrypt(sealed[1:_BEGIN], sealed[_BEGIN:], record.bytes)
            except InvalidTag:
                raise DoesNotOpen from None
        return self._inner.open(sealed, kind, record)


def sealed_again(account: Account, sealer: GateSealer) -> Account:
    """The account with its key sealed twice."""
    sealed = account.credential.sealed
    if sealed is None:
        return account
    return replace(account, credential=replace(account.credential, sealed=sealer.again(sealed, account.id)))


def fingerprint(account: Account) -> str:
    """Everything of an account that decides where words go, with which key, and what is declared of the place."""
    credential, terms = account.credential, account.terms
    told = (
        account.id,
        account.name,
        account.wire.value,
        account.endpoint.url,
        account.endpoint.api_version,
        account.destination_class.value,
        account.header,
        credential.kind.value,
        credential.place,
        None if credential.sealed is None else hashlib.sha256(credential.sealed).hexdigest(),
        credential.entra,
        sorted(terms.on_record().items()),
        terms.declared_by,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
    fresh.replace(path)
