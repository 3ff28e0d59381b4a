"""How a request is written: HTTP/1.1 (RFC 9112), one spelling, nothing that two parsers could read in two ways."""

import re
from functools import lru_cache
from typing import Literal, get_args

from inhouse.net import gated
from inhouse.net.destinations import CredentialHeader, Entry, Tcp, UnixSocket

Method = Literal["GET", "POST", "PUT", "DELETE"]

_TARGET = re.compile(r"/[!-~]*\Z")
_HEADER_NAME = re.compile(r"[a-z0-9-]+\Z")
_HEADER_VALUE = re.compile(r"[ -~]*\Z")
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", *get_args(CredentialHeader)}
)


@lru_cache(maxsize=256)
def _line(name: str, value: str) -> str:
    """A header as it is sent; each wire has a few that never change."""
    if (
        name in _OURS
        or name.startswith(gated.OURS)
        or _HEADER_NAME.match(name) is None
        or _HEADER_VALUE.match(value) is None
    ):
        raise ValueError("this header cannot be sent")
    return f"{name}: {value}"


def encoded(
    entry: Entry,
    method: Method,
    path: str,
    headers: tuple[tuple[str, str], ...],
    credential: bytes | None,
    body: bytes,
) -> bytes:
    """The whole request for a destination: its host and credential are added here. Raises ValueError."""
    match entry.endpoint:
        case UnixSocket():
            host = "localhost"
        case Tcp(host, port):
            host = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"host: {host}", "accept-encoding: identity", *lines_of(headers)]
    if credential is not None:
        scheme = f"{entry.scheme} " if entry.header == "authorization" else ""
        lines.append(f"{entry.header}: {scheme}{credential.decode('ascii')}")
    if not entry.reuse:
        lines.append("connection: close")
    return written(method, path, lines, body)


def lines_of(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Headers as lines. Raises ValueError for one that forges ours, or does not belong on one line."""
    return [_line(name, value) for name, value in headers]


def written(method: Method, path: str, lines: list[str], body: bytes) -> bytes:
    """A request with these header lines and no other but the length of its body. Raises ValueError."""
    if _TARGET.match(path) is None:
        raise ValueError("a request target is printable ASCII that begins with a slash")
    if body or method == "POST":
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join((f"{method} {path} HTTP/1.1", *lines)).encode("ascii") + b"\r\n\r\n" + body
