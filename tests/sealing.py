"""A sealed product that somebody has taken over from inside, and servers of the machine that it must not reach."""

import errno
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inhouse.host.seal import landlock_version
from tests.product import Product

SUPPORT = Path(__file__).resolve().parent / "support"


@dataclass
class Sealed(Product):
    """A sealed product whose application runs what it is told: `tests/support/compromised.py`."""

    ports: dict[str, int] = field(default_factory=dict)

    @property
    def program(self) -> tuple[str, ...]:
        return (sys.executable, str(SUPPORT / "compromised.py"))

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def inside(self, source: str) -> dict[str, Any]:
        """Run Python in the application's process; what it left in `reached`, and why it ended if it did."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
            pipe.settimeout(30)
            pipe.connect(str(self.data / "door.sock"))
            known = "".join(f"{name} = {port}\n" for name, port in self.ports.items())
            pipe.sendall((known + source).encode())
            pipe.shutdown(socket.SHUT_WR)
            return json.loads(b"".join(iter(lambda: pipe.recv(1 << 16), b"")))

    def gate(self) -> int:
        """The process id of the gate."""
        found = [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and _is_gate(int(entry.name), self._pid())
        ]
        assert len(found) == 1, found
        return found[0]

    def gate_is_there(self, but: int) -> bool:
        """Whether there is a gate again, after the one with that id."""
        try:
            return self.gate() != but and (self.data / "outlet" / "gate.sock").exists()
        except AssertionError:
            return False

    def _pid(self) -> int:
        assert self.process is not None
        return self.process.pid


def _is_gate(pid: int, parent: int) -> bool:
    return _parent(pid) == parent and "gate_process" in _command(pid)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _serve_tcp(server: socket.socket) -> None:
    while True:
        try:
            pipe, _ = server.accept()
        except OSError:
            return
        with pipe:
            pipe.recv(1000)
            pipe.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nreached")


def _serve_udp(server: socket.socket) -> None:
    while True:
        try:
            _, who = server.recvfrom(1000)
            server.sendto(b"reached", who)
        except OSError:
            return


def can_be_proved() -> None:
    """Raise AssertionError, loudly, on a machine where sealing cannot be proved."""
    assert landlock_version() >= 4, "Sealing is not proved: this machine has no Landlock for TCP (Linux 6.7)."
    trial = subprocess.run(["unshare", "-r", "-n", "-m", "true"], capture_output=True, check=False)
    assert trial.returncode == 0, f"Sealing is not proved: this machine makes no user namespaces: {trial.stderr!r}"


def _on_both() -> tuple[socket.socket, socket.socket]:
    """Servers of IPv4 and IPv6 on the same free port."""
    while True:
        tcp = socket.create_server(("127.0.0.1", 0))
        try:
            return tcp, socket.create_server(("::1", tcp.getsockname()[1]), family=socket.AF_INET6)
        except OSError as error:
            tcp.close()
            if error.errno != errno.EADDRINUSE:
                raise


@contextmanager
def servers() -> Iterator[dict[str, int]]:
    """Servers on loopback and an abstract socket."""
    can_be_proved()
    with ExitStack() as stack:
        tcp, six = (stack.enter_context(server) for server in _on_both())
        port = tcp.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        abstract.bind(f"\0inhouse-test-{port}")
        abstract.listen()
        for target, server in ((_serve_tcp, tcp), (_serve_tcp, six), (_serve_udp, udp)):
            threading.Thread(target=target, args=(server,), daemon=True).start()
        yield {"TCP": port, "UDP": udp.getsockname()[1]}
