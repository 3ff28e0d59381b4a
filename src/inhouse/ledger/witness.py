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

Pure, but for the files with keys.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.ledger.presigned import Access
from inhouse.net import Destinations, Entry, Tcp

MOST: Final = 16
LEAST: Final = timedelta(seconds=10)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
_EVERY: Final = re.compile(r"(\d{1,6})([smhd])\Z")
_UNITS: Final[Mapping[str, str]] = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*/?\Z")
_KEYS: Final = frozenset(
    {"name", "kind", "where", "every", "destination", "token_file", "key_id", "key_file", "region"}
)
_ONLY: Final[Mapping[str, frozenset[str]]] = {
    "file": frozenset(),
    "http": frozenset({"destination", "token_file"}),
    "s3": frozenset({"destination", "key_id", "key_file", "region"}),
}
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
class Witness:
    """One place. `place` is a folder or an address."""

    name: str
    kind: str
    every: timedelta
    place: Path | Web

    def declare(self, destinations: Destinations) -> None:
        """Enter it in net's table if it has an address; raises EndpointInvalid."""
        if isinstance(self.place, Web):
            destinations.declare(self.place.entry)
            if self.place.entry.credential is not None and self.place.token is not None:
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
        if key not in _KEYS or not isinstance(value, str):
            raise InvalidRequest(f"A place for checkpoints has no {key} such as {value!r:.40}.", hint=_WHERE)
    given = {key: str(value) for key, value in table.items()}
    name, kind = given.get("name", ""), given.get("kind", "")
    if _NAME.match(name) is None:
        raise InvalidRequest("A place for checkpoints needs a name: small letters, digits, hyphens.", hint=_WHERE)
    if kind not in _ONLY:
        raise InvalidRequest(f"The place {name} needs its kind: {', '.join(_ONLY)}.", hint=_WHERE)
    if extra := given.keys() - _ONLY[kind] - {"name", "kind", "where", "every"}:
        raise InvalidRequest(f"The place {name} of kind {kind} takes no {min(extra)}.", hint=_WHERE)
    every = _every(name, given.get("every", "1h"))
    if kind == "file":
        return Witness(name, kind, every, _folder(name, given.get("where", "")))
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
    wrong = InvalidRequest(f"The place {name} needs an address such as https://witness.example.com/log.", hint=_WHERE)
    try:
        parts = urlsplit(given.get("where", ""))
        port = parts.port
    except ValueError:
        raise wrong from None
    extra = parts.username is not None or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not parts.hostname or extra or _PATH.match(parts.path) is None:
        raise wrong
    scheme = "https" if parts.scheme == "https" else "http"
    endpoint = Tcp(parts.hostname, port or (443 if scheme == "https" else 80), scheme)
    try:
        how_far = DestinationClass(given.get("destination", DestinationClass.EXTERNAL))
    except ValueError:
        raise InvalidRequest(f"The place {name} is local, private or external.", hint=_WHERE) from None
    destination = Destination(f"checkpoints {name}", how_far, Assurance.DECLARED)
    token = _secret(name, given["token_file"]) if "token_file" in given else None
    entry = Entry(destination, endpoint, credential=None if token is None else destination.name, reuse=False)
    return Web(entry, parts.path.rstrip("/"), token, _access(name, given) if kind == "s3" else None)


def _access(name: str, given: Mapping[str, str]) -> Access:
    if missing := {"key_id", "key_file", "region"} - given.keys():
        raise InvalidRequest(f"The place {name} of kind s3 needs its {min(missing)}.", hint=_WHERE)
    return Access(given["key_id"], _secret(name, given["key_file"]), given["region"])


def _secret(name: str, file: str) -> str:
    try:
        secret = Path(file).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest(f"The key of the place {name} cannot be read.") from None
    if not secret:
        raise InvalidRequest(f"The file with the key of the place {name} is empty.")
    return secret
