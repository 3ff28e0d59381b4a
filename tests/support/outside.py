"""Runs every attack where it must succeed: `unshare -r -n -m python outside.py TCP UDP` prints which did, as JSON.

In a network of its own, whose loopback has all the addresses that are tried, with a server behind each.
"""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading

from attacks import ATTACKS

_ADDRESSES = ("169.254.169.254/32", "168.63.129.16/32", "64:ff9b::7f00:1/128")
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nreached"
_SECONDS = 20
_kept: list[socket.socket] = []


def listener() -> socket.socket:
    pipe = socket.socket()
    pipe.bind(("127.0.0.1", 0))
    pipe.listen()
    return pipe


def serve(port: int, udp: int) -> None:
    """Answers on every address, by TCP, UDP and an abstract socket, and any question for a name."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for each in _ADDRESSES:
        subprocess.run(["ip", "addr", "add", each, "dev", "lo", *(["nodad"] if ":" in each else [])], check=True)
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)
    tcp = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
    abstract = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    abstract.bind(f"\0inhouse-test-{port}")
    abstract.listen()
    _kept.append(abstract)
    threading.Thread(target=_answer_tcp, args=(tcp,), daemon=True).start()
    for number, answer in ((udp, lambda _: b"reached"), (53, _name)):
        pipe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        pipe.bind(("127.0.0.1", number))
        threading.Thread(target=_answer_udp, args=(pipe, answer), daemon=True).start()


def _answer_tcp(server: socket.socket) -> None:
    while True:
        pipe, _ = server.accept()
        with pipe:
            pipe.recv(1000)
            pipe.sendall(_ANSWER)


def _answer_udp(pipe: socket.socket, answer: object) -> None:
    while True:
        asked, who = pipe.recvfrom(1000)
        pipe.sendto(answer(asked), who)  # type: ignore[operator]


def _name(asked: bytes) -> bytes:
    """Every name is 127.0.0.1 (RFC 1035, section 4)."""
    question = asked[12 : asked.index(b"\0", 12) + 5]
    answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton("127.0.0.1")
    return asked[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + question + answer


def attempt(source: str, known: dict[str, object]) -> bool:
    """In a child, since some of it cannot be taken back."""
    child = os.fork()
    if child == 0:
        signal.alarm(_SECONDS)
        try:
            exec(source, known)  # noqa: S102 - that is what it is for
            os._exit(0 if known.get("reached") else 1)
        except BaseException as error:  # noqa: BLE001
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    tcp_port, udp_port = int(sys.argv[1]), int(sys.argv[2])
    serve(tcp_port, udp_port)
    names = {"TCP": tcp_port, "UDP": udp_port, "LISTENER": listener}
    sys.stdout.write(json.dumps({name: attempt(source, {**names}) for name, source in ATTACKS.items()}))
