"""How a command finds the server that runs on a data folder: a small file that is there while it runs."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_NAME = "server.json"


@contextmanager
def announce(data_dir: Path, address: str) -> Generator[None]:
    """Say where this server listens, until the end of the block. After a crash the file stays, and `find` sees it."""
    path = data_dir / _NAME
    path.write_text(json.dumps({"pid": os.getpid(), "address": address}), "utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def find(data_dir: Path) -> str | None:
    """The address of the server that runs on this data folder, None when none does."""
    found = _running(data_dir)
    return None if found is None else found[1]


def process(data_dir: Path) -> int | None:
    """The process of the server that runs on this data folder, None when none does."""
    found = _running(data_dir)
    return None if found is None else found[0]


def _running(data_dir: Path) -> tuple[int, str] | None:
    try:
        found = json.loads((data_dir / _NAME).read_text("utf-8"))
        os.kill(found["pid"], 0)
        return int(found["pid"]), str(found["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
