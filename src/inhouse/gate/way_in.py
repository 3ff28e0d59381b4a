"""How the sealed application gets the socket on which people come in: the gate makes it, outside, and hands it over."""

import socket

from inhouse.net.errors import GateRefused

_SECONDS = 10.0
_REQUEST = b"GET /listener HTTP/1.1\r\n\r\n"
_GOOD = b"HTTP/1.1 200 "


def take_listener(gate: str) -> socket.socket:
    """Ask the gate at this path for the socket, and wait for it; raises GateRefused and OSError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
        pipe.settimeout(_SECONDS)
        pipe.connect(gate)
        pipe.sendall(_REQUEST)
        said, handles, _, _ = socket.recv_fds(pipe, 1 << 14, 1)
    if not said.startswith(_GOOD) or not handles:
        raise GateRefused("it hands over no socket for people to come in by")
    return socket.socket(fileno=handles[0])
