"""How the application asks the gate, and the only text about it. HTTP/1.1 on a Unix socket, in both directions.

What leaves: the request as it shall reach the destination, without `host` and without its credential, and with

    gate-destination: NAME          percent-encoded; a name in the gate's own table, never an address
    gate-limits: C,F,I,H,B          the `Limits` of the client; the gate's own are shorter where these are longer
    gate-line: LOG/NUMBER           the open line in the ledger that says so
    gate-key: HEX                   the key of that line's commitment: the gate checks that it says exactly these bytes

The gate looks the destination up, checks the line, adds host and credential and forwards. The answer is that of the
destination, streamed, its body chunked where its length is not known. Where the gate itself answers, it says
`gate-error: CODE` with status 502 and JSON {"message", "hint", "retry_after"}; no destination can say that, because
the gate drops what begins with `gate-` from answers. An answer that breaks off at the destination breaks off here:
the connection closes before the last chunk. Closing the connection ends the request at the destination.
`gate-opened: 1` says that only the company's own authority vouches for the destination's certificate.

What has no `gate-destination` is for the gate itself:

    POST /log/take | append | settle | release      the writer's `Log`, of the one log that the gate holds (JSON)
    GET /listener                                   200, and with its first byte the socket on which people come in
    GET /house                                      the application's own roles of the database, and the log's name

A request is one piece of at most 64 MB with `content-length`; the gate waits 30 s for it. Requests follow each other
on a connection; the second is read when the first is answered.
"""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote_to_bytes

import orjson

from inhouse.core.errors import InhouseError
from inhouse.net import errors
from inhouse.net.connection import Limits

DESTINATION: Final = "gate-destination"
LIMITS: Final = "gate-limits"
LINE: Final = "gate-line"
KEY: Final = "gate-key"
ERROR: Final = b"gate-error"
OPENED: Final = b"gate-opened"
OURS: Final = "gate-"
"""How all headers begin that are between the application and the gate."""
STATUS: Final = 502
_ERROR_KINDS: Final = {
    kind.code: kind
    for kind in (
        errors.AddressRefused,
        errors.BadResponse,
        errors.CertificateRefused,
        errors.DestinationUnknown,
        errors.GateRefused,
        errors.NameUnknown,
        errors.NoCredential,
        errors.ProxyRefused,
        errors.TimedOut,
        errors.Unreachable,
    )
}


@dataclass(frozen=True, slots=True)
class Permit:
    """The ledger's line under which a request leaves: its number as people see it, and the key of its commitment."""

    line: str
    key: bytes = field(repr=False)


def marks(destination: str, limits: Limits) -> list[str]:
    """The header lines that tell the gate where a request shall go."""
    return [f"{DESTINATION}: {quote(destination)}", f"{LIMITS}: {_written(limits)}"]


def permitted(request: bytes, permit: Permit) -> bytes:
    """The request with the line under which it leaves."""
    first, end, rest = request.partition(b"\r\n")
    return b"".join((first, end, f"{LINE}: {permit.line}\r\n{KEY}: {permit.key.hex()}\r\n".encode("ascii"), rest))


def destination_of(value: bytes) -> str:
    """The name that `gate-destination` holds; raises GateRefused."""
    try:
        return unquote_to_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise errors.GateRefused("the destination has no name") from None


def limits_of(value: bytes) -> Limits:
    """The limits that `gate-limits` holds; raises GateRefused."""
    try:
        connect, first, idle, header, body = value.split(b",")
        return Limits(float(connect), float(first), float(idle), int(header), int(body))
    except ValueError:
        raise errors.GateRefused("its limits cannot be read") from None


def told(error: InhouseError) -> bytes:
    """What is said of an error."""
    return orjson.dumps({"message": error.message, "hint": error.hint, "retry_after": error.retry_after})


def error_of(code: bytes, body: bytes) -> InhouseError:
    """The gate's error, as if it had happened here."""
    kind = _ERROR_KINDS.get(code.decode("ascii", "replace"), errors.GateRefused)
    try:
        said = orjson.loads(body)
        message, hint, again = str(said["message"]), said["hint"], said["retry_after"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return errors.GateRefused("what the gate says cannot be read")
    error = kind.__new__(kind)
    InhouseError.__init__(error, message, hint=hint, retry_after=again)
    return error


_ASKED: dict[Limits, str] = {}


def _written(limits: Limits) -> str:
    """As a header; there are few of them, and they are asked for with every request."""
    text = _ASKED.get(limits)
    if text is None:
        each = (limits.connect, limits.first_byte, limits.idle, limits.header_bytes, limits.body_bytes)
        text = ",".join(map(str, each))
        if len(_ASKED) < 256:
            _ASKED[limits] = text
    return text
