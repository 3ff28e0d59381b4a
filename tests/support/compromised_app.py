"""The sealed application with a back door: it runs what it is told on a socket in its data folder. Never shipped.

It is what an attacker has who has found a hole in the application: the process as it is, after the seal.
"""

import contextlib
import json
import os
import socket
import sys
import threading
import traceback

from inhouse.app import sealed_process
from inhouse.app.serve import Inside

_kept: list[Inside] = []


def open_door() -> None:
    """Take programs, one at a time; `INSIDE` is what the application was given, `LISTENER` the socket people come by."""
    frame = sys._getframe(1)
    orders, listener = frame.f_locals["orders"], frame.f_locals["listener"]
    path = os.path.join(orders["settings"]["INHOUSE_DATA_DIR"], "door.sock")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(path)
    door.listen()
    names = {"ORDERS": orders, "LISTENER": lambda: socket.socket(fileno=os.dup(listener.fileno()))}
    threading.Thread(target=_answer, args=(door, names), daemon=True).start()


def _answer(door: socket.socket, names: dict[str, object]) -> None:
    while True:
        pipe, _ = door.accept()
        with pipe:
            source = b"".join(iter(lambda: pipe.recv(1 << 16), b""))
            known = dict(names)
            try:
                exec(source, known)  # noqa: S102 - that is what it is for
                said = {"reached": known.get("reached", False), "why": ""}
            except BaseException as error:  # noqa: BLE001
                said = {"reached": False, "why": f"{type(error).__name__}: {error}", "where": traceback.format_exc()}
            pipe.sendall(json.dumps(said, default=str).encode())


if __name__ == "__main__":
    sys.exit(sealed_process.main(open_door))
