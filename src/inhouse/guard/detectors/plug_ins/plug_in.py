"""A plug-in as it is written down: a service in the company's own network that looks for more.

    [[guard_plug_ins]]
    name = "presidio"                        # what reports and policies call it
    endpoint = "http://127.0.0.1:5002"       # this machine, or an address of the company's network
    wire = "presidio"                        # or "spans"
    destination = "local"                    # or "private"; what is not said is read off the address
    kinds = { EMPLOYEE_CODE = "personal.staff_number", DATE_TIME = "none" }
    minimum_score = 0.5
    languages = ["en", "de"]
    key_file = "/etc/inhouse/presidio.key"   # sent as a bearer token

Pure, but for the key file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.guard.finding import Family
from inhouse.net import Destinations, Entry, Tcp
from inhouse.net.address import check
from inhouse.net.errors import AddressRefused

NOTHING = "none"
"""The kind of what a plug-in finds and nobody wants to know."""
MOST = 8
"""Plug-ins; each one is asked about every text."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
_KIND = re.compile(r"(?P<family>[a-z]+)\.[a-z0-9_]{1,60}\Z")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_FAMILIES = frozenset({Family.SECRET, Family.PERSONAL, Family.NAME, Family.TERM, Family.LABEL})
_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "name": str,
    "endpoint": str,
    "wire": str,
    "destination": str,
    "kinds": dict,
    "minimum_score": (int, float),
    "languages": list,
    "key_file": str,
}
_WHERE = "docs/guides/names-and-plug-ins.md shows one."


class Wire(StrEnum):
    """How a plug-in is asked and answers; see `wires`."""

    PRESIDIO = "presidio"
    SPANS = "spans"


@dataclass(frozen=True, slots=True)
class PlugIn:
    """One plug-in. `kinds` says which of our kinds its names mean; an answer below `minimum_score` does not count."""

    name: str
    entry: Entry
    path: str
    wire: Wire
    kinds: Mapping[str, str] = field(default_factory=dict[str, str])
    minimum_score: float = 0.5
    languages: tuple[str, ...] = ("en",)
    secret: str | None = field(default=None, repr=False)

    def declare(self, destinations: Destinations) -> None:
        """Enter it in net's table; raises InvalidRequest if something else has its name there."""
        if self.entry.destination.name in destinations.names():
            raise InvalidRequest(f"{self.entry.destination.name} is the name of something else.", hint="Rename it.")
        destinations.declare(self.entry)
        if self.entry.credential is not None and self.secret is not None:
            destinations.keep_credential(self.entry.credential, self.secret)


def read(tables: Sequence[Mapping[str, object]]) -> tuple[PlugIn, ...]:
    """The plug-ins as the configuration file has them; raises InvalidRequest that names the key to change."""
    if len(tables) > MOST:
        raise InvalidRequest(f"There may be {MOST} plug-ins of the guard.")
    plug_ins = tuple(_read(table) for table in tables)
    names = [plug_in.name for plug_in in plug_ins]
    if len(set(names)) < len(names):
        raise InvalidRequest("Two plug-ins of the guard have the same name.")
    return plug_ins


def _read(table: Mapping[str, object]) -> PlugIn:
    for key, value in table.items():
        if key not in _KEYS:
            raise InvalidRequest(f"A plug-in of the guard has no {key}.", hint=_WHERE)
        if not isinstance(value, _KEYS[key]) or isinstance(value, bool):
            raise InvalidRequest(f"The {key} of a plug-in of the guard is of another type.", hint=_WHERE)
    name = str(table.get("name", ""))
    if _NAME.match(name) is None:
        raise InvalidRequest("A plug-in of the guard needs a name such as presidio: small letters, digits, hyphens.")
    if table.get("wire") not in tuple(Wire):
        raise InvalidRequest(f"The plug-in {name} needs its wire: presidio or spans.", hint=_WHERE)
    endpoint, path = _endpoint(name, str(table.get("endpoint", "")))
    key_file = table.get("key_file")
    reference = None if key_file is None else f"guard plug-in {name}"
    return PlugIn(
        name=name,
        entry=Entry(_destination(name, endpoint, table.get("destination")), endpoint, credential=reference),
        path=path,
        wire=Wire(str(table["wire"])),
        kinds=_kinds(name, cast("Mapping[str, object]", table.get("kinds", {}))),
        minimum_score=_score(name, cast("float", table.get("minimum_score", 0.5))),
        languages=_languages(name, cast("Sequence[object]", table.get("languages", ["en"]))),
        secret=None if key_file is None else _secret(name, Path(str(key_file))),
    )


def _endpoint(name: str, text: str) -> tuple[Tcp, str]:
    wrong = InvalidRequest(f"The plug-in {name} needs an endpoint such as http://127.0.0.1:5002.", hint=_WHERE)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise wrong from None
    extra = parts.username is not None or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not parts.hostname or extra or _PATH.match(parts.path) is None:
        raise wrong
    scheme = "https" if parts.scheme == "https" else "http"
    return Tcp(parts.hostname, port or (443 if scheme == "https" else 80), scheme), parts.path.rstrip("/")


def _destination(name: str, endpoint: Tcp, declared: object) -> Destination:
    """Where it is. Nothing has looked at these texts yet, so they do not leave the company for it."""
    here = endpoint.host == "localhost" or _is_loopback(endpoint.host)
    usual = DestinationClass.LOCAL if here else DestinationClass.PRIVATE
    if declared not in (None, DestinationClass.LOCAL, DestinationClass.PRIVATE):
        raise InvalidRequest(
            f"The plug-in {name} may be local or private, and no farther away.",
            hint="It sees every text before the guard has judged it: run it on a machine of your own.",
        )
    destination_class = usual if declared is None else DestinationClass(str(declared))
    if _is_literal(endpoint.host):
        try:
            check(endpoint.host, destination_class)
        except AddressRefused as error:
            raise InvalidRequest(f"The plug-in {name} may be local or private: {error.message}") from None
    return Destination(f"guard plug-in {name}", destination_class, Assurance.DECLARED)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return _is_literal(host) and ip_address(host).is_loopback


def _kinds(name: str, table: Mapping[str, object]) -> Mapping[str, str]:
    kinds: dict[str, str] = {}
    for theirs, ours in table.items():
        if ours != NOTHING and not is_kind(ours):
            raise InvalidRequest(
                f"The plug-in {name} gives {theirs} a kind that there is not.",
                hint='Write one such as "name.person" or "personal.email", or "none".',
            )
        kinds[theirs] = str(ours)
    return kinds


def is_kind(kind: object) -> bool:
    """Whether this can be one of our kinds."""
    found = _KIND.match(kind) if isinstance(kind, str) else None
    return found is not None and found["family"] in _FAMILIES


def _score(name: str, score: float) -> float:
    if not 0 <= score <= 1:
        raise InvalidRequest(f"The minimum_score of the plug-in {name} is a number from 0 to 1.")
    return float(score)


def _languages(name: str, languages: Sequence[object]) -> tuple[str, ...]:
    written = tuple(str(language) for language in languages)
    if not written or not all(_LANGUAGE.match(language) for language in written):
        raise InvalidRequest(f'The languages of the plug-in {name} are codes such as ["en", "de"].')
    return written


def _secret(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest(f"The key_file of the plug-in {name} cannot be read.") from None
