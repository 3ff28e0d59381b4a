"""The child process in which the local model runs: llama.cpp's HTTP server on a Unix socket, and nothing of ours.

Started by `inhouse.models.engine` as a plain file (`python -I engine_process.py`), so that it loads nothing else of us.
It reads one JSON object from stdin (the key is in it, so it stands neither in arguments nor in the environment) and
writes one line to stdout: `inhouse-engine ` and a JSON object, `{"ready": ...}` or `{"failed": ...}`.

What it does, in this order:
1. compares the SHA-256 of the model file, before any parser sees it;
2. loads the model and opens the socket;
3. as root: becomes the dedicated user, then arms the parent-death signal again, which the change of user clears;
4. waits for the end: SIGTERM, SIGKILL or the death of the parent.
"""

import ctypes
import hashlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import TypedDict

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_CHUNK = 1 << 20


class Orders(TypedDict):
    """What the parent wants; `context` counts the tokens of all slots together, `drop_to` is a uid and a gid."""

    parent: int
    model: str
    alias: str
    sha256: str | None
    socket: str
    key: str
    slots: int
    context: int
    threads: int
    gpu_layers: int | None
    cache_mib: int
    drop_to: tuple[int, int] | None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _serve(orders: Orders) -> object:
    """Load the model and serve it; gives the server, which lives as long as it is referenced."""
    import xllamacpp  # noqa: PLC0415 - 100 MB of native code, loaded only after the file has been checked

    settings = xllamacpp.CommonParams()
    settings.model.path = orders["model"]
    settings.model_alias = {orders["alias"]}
    settings.hostnames = [orders["socket"]]
    settings.api_keys = [orders["key"]]
    # The defaults are a web page, no key, and an answer for every origin with credentials.
    settings.ui = False
    settings.cors_origins = ""
    settings.cors_credentials = False
    settings.endpoint_metrics = False
    settings.endpoint_props = False
    # Slots are read (with the key) to see when the engine is idle again.
    settings.endpoint_slots = True
    settings.n_parallel = orders["slots"]
    settings.n_ctx = orders["context"]
    # Small portions: between two of them the engine notices that a reader has left, and lets other slots write. 2,000
    # tokens of prompt read, closed after 0.7 s: idle 0.4 s later instead of 14 s, at the same reading speed.
    settings.n_batch = 64
    settings.n_ubatch = 64
    settings.kv_unified = False  # each slot has its own room: no chat can take another's
    settings.ctx_shift = False
    settings.fit_params = False
    settings.cpuparams.n_threads = orders["threads"]
    settings.cpuparams_batch.n_threads = orders["threads"]
    if orders["gpu_layers"] is not None:
        settings.n_gpu_layers = orders["gpu_layers"]
    settings.n_threads_http = orders["slots"] + 8
    settings.cache_ram_mib = orders["cache_mib"]
    settings.verbosity = 1  # errors only: what it says could quote a request
    return xllamacpp.Server(settings)


def _become(uid: int, gid: int, parent: int) -> str | None:
    """Give root away for good; gives the reason when that is not allowed."""
    try:
        os.setgroups([gid])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    except OSError as error:  # the right is missing, or a user namespace has no such user
        return str(error.strerror)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    return None


def _tell(facts: dict[str, object]) -> None:
    sys.stdout.write(f"inhouse-engine {json.dumps(facts)}\n")
    sys.stdout.flush()


def main() -> int:
    """Serve until the end. Gives 1 when the model file is not the expected one or cannot be loaded."""
    # No core dump of what people say, wherever the system sends core dumps.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    orders: Orders = json.load(sys.stdin)
    began = time.monotonic()
    try:
        found = sha256_of(Path(orders["model"]))
    except OSError as error:
        _tell({"failed": "unreadable", "reason": error.strerror})
        return 1
    if orders["sha256"] is not None and found != orders["sha256"]:
        _tell({"failed": "hash", "found": found})
        return 1
    hashed = time.monotonic()
    try:
        server = _serve(orders)
    except RuntimeError as error:
        _tell({"failed": "load", "reason": str(error)})
        return 1
    loaded = time.monotonic()
    kept_root = _become(*orders["drop_to"], orders["parent"]) if orders["drop_to"] else None
    _tell(
        {
            "ready": True,
            "sha256": found,
            "hash_seconds": round(hashed - began, 3),
            "load_seconds": round(loaded - hashed, 3),
            "kept_root": kept_root,
        }
    )
    signal.pause()
    del server
    return 0


if __name__ == "__main__":
    sys.exit(main())
