"""The sealed application with a back door: it runs what it is told on a socket in its data folder. Never shipped.

It is what an attacker has who has found a hole in the application: the process as it is, after the seal.
"""

import json
import os
import socket
import sys
import threading
import traceback
from pathlib import Path

from inhouse.app import sealed_process


def open_door() -> None:
    """Take programs, one at a time; `ORDERS` is what the application was told, `LISTENER` the socket people come by."""
    frame = sys._getframe(1)
    orders, listener = frame.f_locals["orders"], frame.f_locals["listener"]
    path = Path(orders["settings"]["INHOUSE_DATA_DIR"]) / "door.sock"
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(str(path))
    door.listen()
    names = {"ORDERS": orders, "LISTENER": lambda: socket.socket(fileno=os.dup(listener.fileno()))}
    threading.Thread(target=_answer, args=(door, names), daemon=True).start()


def _whole(pipe: socket.socket) -> bytes:
    return b"".join(iter(lambda: pipe.recv(1 << 16), b""))


def _answer(door: socket.socket, names: dict[str, object]) -> None:
    while True:
        pipe, _ = door.accept()
        with pipe:
            source = _whole(pipe)
            known = dict(names)
            try:
                exec(source, known)  # noqa: S102 - that is what it is for
                said = {"reached": known.get("reached", False), "why": ""}
            except BaseException as error:  # noqa: BLE001
                said = {"reached": False, "why": f"{type(error).__name__}: {error}", "where": traceback.format_exc()}
            pipe.sendall(json.dumps(said, default=str).encode())


if __name__ == "__main__":
    sys.exit(sealed_process.main(open_door))
