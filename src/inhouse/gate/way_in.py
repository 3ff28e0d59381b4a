"""What the sealed application asks the gate before it seals itself, by a plain socket: nothing else runs yet."""

import re
import socket

from inhouse.net.errors import GateRefused

_SECONDS = 10.0
_PIECE = 1 << 16
_HEAD = re.compile(rb"HTTP/1\.1 200 [^\r]*\r\ncontent-length: (\d{1,6})\r\n\r\n")


def take_listener(gate: str) -> socket.socket:
    """The socket on which people come in, which the gate makes, outside; raises GateRefused and OSError."""
    _, handles = _ask(gate, "/listener")
    if not handles:
        raise GateRefused("it hands over no socket for people to come in by")
    return socket.socket(fileno=handles[0])


def ask_house(gate: str) -> bytes:
    """What the gate tells an application that was started apart from it; raises GateRefused and OSError."""
    return _ask(gate, "/house")[0]


def _ask(gate: str, path: str) -> tuple[bytes, list[int]]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
        pipe.settimeout(_SECONDS)
        pipe.connect(gate)
        pipe.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode("ascii"))
        said, handles, _, _ = socket.recv_fds(pipe, _PIECE, 1)
        head = _HEAD.match(said)
        if head is None:
            raise GateRefused("it answers nothing that an application could begin with")
        whole = head.end() + int(head[1])
        while len(said) < whole and (piece := pipe.recv(_PIECE)):
            said += piece
    return said[head.end() : whole], handles
