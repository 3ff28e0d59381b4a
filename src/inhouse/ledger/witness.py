"""A place outside to which checkpoints are sent, as the configuration file has it.

    [[checkpoints]]
    name = "auditor"                          # what the status calls it
    kind = "http"                             # or "file", "s3"
    where = "https://witness.example.com/log" # a folder for "file"
    every = "1h"                              # s, m, h or d
    destination = "external"                  # or "private", "local"; for "http" and "s3"
    token_file = "/etc/inhouse/witness.token" # "http": sent as a bearer token
    key_id = "AKIA..."                        # "s3", with key_file and region
    key_file = "/etc/inhouse/s3.key"
    region = "eu-central-1"

    kind = "mail"                             # once a day, unless `every` says otherwise
    where = "smtps://mail.example.com:465"    # or smtp://..., where TLS follows the first words
    sender = "inhouse@example.com"
    to = "auditor@example.com, council@example.com"
    user = "inhouse"                          # with password_file, where the server wants them
    password_file = "/etc/inhouse/mail.password"

Pure, but for the files with keys.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.ledger.presigned import Access
from inhouse.net import Destinations, Entry, Login, Security, Tcp

MOST: Final = 16
LEAST: Final = timedelta(seconds=10)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
_EVERY: Final = re.compile(r"(\d{1,6})([smhd])\Z")
_UNITS: Final[Mapping[str, str]] = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*/?\Z")
# What goes into an envelope and a header stands on one line and holds nothing that either could read in two ways.
_MAILBOX: Final = re.compile(r"[A-Za-z0-9_+][A-Za-z0-9._+=-]{0,63}@(?=[^@]{1,253}\Z)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\Z")
_USER: Final = re.compile(r"[!-~]{1,200}\Z")
_PASSWORD: Final = re.compile(r"[ -~]{1,200}\Z")
_MAIL_PORTS: Final[Mapping[str, int]] = {"smtp": 587, "smtps": 465}
_ONLY: Final[Mapping[str, frozenset[str]]] = {
    "file": frozenset(),
    "http": frozenset({"destination", "token_file"}),
    "s3": frozenset({"destination", "key_id", "key_file", "region"}),
    "mail": frozenset({"destination", "sender", "to", "user", "password_file"}),
}
_ALL: Final = frozenset({"name", "kind", "where", "every"})
_KEYS: Final = _ALL.union(*_ONLY.values())
_OFTEN: Final[Mapping[str, str]] = {"mail": "1d"}
_WHERE: Final = "docs/guides/checkpoints.md shows one."


@dataclass(frozen=True, slots=True)
class Web:
    """A place behind an address: net's entry for it, the path, and a bearer token or the access to an S3 store."""

    entry: Entry
    path: str
    token: str | None = field(default=None, repr=False)
    access: Access | None = None

    @property
    def host(self) -> str:
        """The host as the header of that name says it."""
        endpoint = self.entry.endpoint
        if not isinstance(endpoint, Tcp):
            return "localhost"
        return f"[{endpoint.host}]:{endpoint.port}" if ":" in endpoint.host else f"{endpoint.host}:{endpoint.port}"


@dataclass(frozen=True, slots=True)
class Mail:
    """People who get letters: net's entry for the mail server, and how it is spoken to."""

    entry: Entry
    security: Security
    sender: str
    recipients: tuple[str, ...]
    login: Login | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """One place. `place` is a folder, an address, or people who get mail."""

    name: str
    kind: str
    every: timedelta
    place: Path | Web | Mail

    def declare(self, destinations: Destinations) -> None:
        """Enter it in net's table if it has an address; raises EndpointInvalid."""
        if isinstance(self.place, Web | Mail):
            destinations.declare(self.place.entry)
        if isinstance(self.place, Web) and self.place.entry.credential is not None and self.place.token is not None:
            destinations.keep_credential(self.place.entry.credential, self.place.token)


def read_witnesses(tables: Sequence[Mapping[str, object]]) -> tuple[Witness, ...]:
    """The places as the configuration file has them; raises InvalidRequest that names what to change."""
    if len(tables) > MOST:
        raise InvalidRequest(f"Checkpoints may be sent to {MOST} places.")
    found = tuple(_read(table) for table in tables)
    if len({witness.name for witness in found}) < len(found):
        raise InvalidRequest("Two places for checkpoints have the same name.")
    return found


def _read(table: Mapping[str, object]) -> Witness:
    for key, value in table.items():
        # The value is not repeated: somebody may have written a password here instead of its file.
        if key not in _KEYS:
            raise InvalidRequest(f"A place for checkpoints has no {key}.", hint=_WHERE)
        if not isinstance(value, str):
            raise InvalidRequest(f"A place for checkpoints has its {key} in quotation marks.", hint=_WHERE)
    given = {key: str(value) for key, value in table.items()}
    name, kind = given.get("name", ""), given.get("kind", "")
    if _NAME.match(name) is None:
        raise InvalidRequest("A place for checkpoints needs a name: small letters, digits, hyphens.", hint=_WHERE)
    if kind not in _ONLY:
        raise InvalidRequest(f"The place {name} needs its kind: {', '.join(_ONLY)}.", hint=_WHERE)
    if extra := given.keys() - _ONLY[kind] - _ALL:
        raise InvalidRequest(f"The place {name} of kind {kind} takes no {min(extra)}.", hint=_WHERE)
    every = _every(name, given.get("every", _OFTEN.get(kind, "1h")))
    if kind == "file":
        return Witness(name, kind, every, _folder(name, given.get("where", "")))
    if kind == "mail":
        return Witness(name, kind, every, _mail(name, given))
    return Witness(name, kind, every, _web(name, kind, given))


def _every(name: str, text: str) -> timedelta:
    found = _EVERY.match(text)
    every = timedelta() if found is None else timedelta(**{_UNITS[found[2]]: int(found[1])})
    if every < LEAST:
        raise InvalidRequest(f'The place {name} needs a time such as every = "1h", 10 seconds or more.', hint=_WHERE)
    return every


def _folder(name: str, where: str) -> Path:
    folder = Path(where).expanduser()
    if not where or "\0" in where or not folder.is_absolute():
        raise InvalidRequest(f"The place {name} needs the whole path of a folder: where.", hint=_WHERE)
    return folder


def _web(name: str, kind: str, given: Mapping[str, str]) -> Web:
    parts = _address(name, given, ("http", "https"), "https://witness.example.com/log")
    if _PATH.match(parts.path) is None:
        raise _no_address(name, "https://witness.example.com/log")
    scheme = "https" if parts.scheme == "https" else "http"
    endpoint = Tcp(parts.hostname or "", parts.port or (443 if scheme == "https" else 80), scheme)
    token = _secret(name, given["token_file"]) if "token_file" in given else None
    destination = _destination(name, given)
    entry = Entry(destination, endpoint, credential=None if token is None else destination.name, reuse=False)
    return Web(entry, parts.path.rstrip("/"), token, _access(name, given) if kind == "s3" else None)


def _mail(name: str, given: Mapping[str, str]) -> Mail:
    parts = _address(name, given, tuple(_MAIL_PORTS), "smtps://mail.example.com:465")
    if parts.path:
        raise _no_address(name, "smtps://mail.example.com:465")
    recipients = tuple(each.strip() for each in given.get("to", "").split(","))
    for each in (given.get("sender", ""), *recipients):
        if _MAILBOX.match(each) is None:
            raise InvalidRequest(f"The place {name} needs plain addresses in its sender and its to.", hint=_WHERE)
    if len(recipients) > MOST:
        raise InvalidRequest(f"The place {name} has more than {MOST} people in its to.")
    # Clear text is nowhere an answer, so net's rule about TLS is told what holds anyway.
    endpoint = Tcp(parts.hostname or "", parts.port or _MAIL_PORTS[parts.scheme], "https")
    entry = Entry(_destination(name, given), endpoint, reuse=False)
    security: Security = "tls" if parts.scheme == "smtps" else "starttls"
    return Mail(entry, security, given["sender"], recipients, _login(name, given))


def _login(name: str, given: Mapping[str, str]) -> Login | None:
    if "user" not in given and "password_file" not in given:
        return None
    user = given.get("user", "")
    if _USER.match(user) is None or "password_file" not in given:
        raise InvalidRequest(f"The place {name} needs a user and a password_file, or neither.", hint=_WHERE)
    password = _secret(name, given["password_file"])
    if _PASSWORD.match(password) is None:
        raise InvalidRequest(f"The password of the place {name} is not one line of printable ASCII.")
    return Login(user, password)


def _address(name: str, given: Mapping[str, str], schemes: Sequence[str], example: str) -> SplitResult:
    where = given.get("where", "")
    try:
        parts = urlsplit(where)
        extra = parts.username is not None or parts.query or parts.fragment or parts.port == 0
    except ValueError:
        raise _no_address(name, example) from None
    # The library takes tabs and line ends out of an address before it looks.
    if parts.scheme not in schemes or not parts.hostname or extra or not where.isprintable():
        raise _no_address(name, example)
    return parts


def _no_address(name: str, example: str) -> InvalidRequest:
    return InvalidRequest(f"The place {name} needs an address such as {example}.", hint=_WHERE)


def _destination(name: str, given: Mapping[str, str]) -> Destination:
    try:
        how_far = DestinationClass(given.get("destination", DestinationClass.EXTERNAL))
    except ValueError:
        raise InvalidRequest(f"The place {name} is local, private or external.", hint=_WHERE) from None
    return Destination(f"checkpoints {name}", how_far, Assurance.DECLARED)


def _access(name: str, given: Mapping[str, str]) -> Access:
    if missing := {"key_id", "key_file", "region"} - given.keys():
        raise InvalidRequest(f"The place {name} of kind s3 needs its {min(missing)}.", hint=_WHERE)
    return Access(given["key_id"], _secret(name, given["key_file"]), given["region"])


def _secret(name: str, file: str) -> str:
    path = Path(file)
    try:
        path = path.expanduser()
        secret = path.read_text("utf-8").strip()
    except (OSError, RuntimeError, ValueError):
        raise InvalidRequest(f"The key of the place {name} cannot be read: {path}.") from None
    if not secret:
        raise InvalidRequest(f"The file with the key of the place {name} is empty: {path}.")
    return secret
