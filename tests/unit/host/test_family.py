"""The processes of a server as the kernel shows them."""

import os
import subprocess
import sys
from pathlib import Path

from inhouse.host.family import family

LO = "Inter-|   Receive\n face |bytes\n    lo: 1 2\n"


def process(
    proc: Path, pid: int, parent: int, *, interfaces: str = LO, more: str = "", words: str = "postgres"
) -> None:
    place = proc / str(pid)
    (place / "net").mkdir(parents=True)
    (place / "status").write_text(f"Name:\tpostgres\nPPid:\t{parent}\n{more}")
    (place / "net" / "dev").write_text(interfaces)
    (place / "cmdline").write_text(words.replace(" ", "\0"))


def test_children_and_their_children_are_found_and_nobody_else(tmp_path: Path) -> None:
    process(tmp_path, 10, 1, interfaces=f"{LO}  eth0: 5 6\n", words="python inhouse serve")
    process(tmp_path, 11, 10, more="Seccomp:\t2\nNoNewPrivs:\t1\n", words="python -m inhouse.models.engine_process")
    process(tmp_path, 12, 11)
    process(tmp_path, 13, 1)
    (tmp_path / "self").mkdir()
    server, engine, below = family(10, proc=tmp_path)
    assert (server.pid, server.networkless, server.filtered) == (10, False, False)
    assert (engine.name, engine.networkless, engine.filtered, engine.gains_nothing) == (
        "engine_process",
        True,
        True,
        True,
    )
    assert (below.pid, below.name) == (12, "postgres")
    assert family(99, proc=tmp_path) == []


def test_this_very_process_and_its_child_are_seen() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        found = {kin.pid for kin in family(os.getpid())}
        assert {os.getpid(), child.pid} <= found
    finally:
        child.communicate(b"\n")
