"""From `make run` to a server that takes requests, and what it holds in memory.

Timed from starting `make` to the first 200 of /readyz: database, tables, model and server. The environment and the
browser app are made before. Memory is taken after the second start and some seconds of rest; the proportional share
(PSS) counts what several processes share once.
"""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.machine import command, descendants, memory
from bench.results import Section, at_most, number, quantile, stated, table
from tests.product import Product

TITLE = "Start and memory"
ROOT = Path(__file__).parent.parent
SECOND_START_SECONDS = 4.0
SERVER_MB = 140.0
_LONGEST = 120.0
_REST = 3.0


def measure(*, quick: bool) -> Section:
    """Starts on a new data folder and on a used one."""
    first, second = [], []
    for _ in range(1 if quick else 2):
        with tempfile.TemporaryDirectory(prefix="ih-") as folder:
            product = Product(Path(folder))
            first.append(_start(product))
            _stop(product)
            for _ in range(1 if quick else 3):
                second.append(_start(product))
                time.sleep(_REST)
                held = dict(_held(product))
                _stop(product)
            steps = product.output.rpartition("Inhouse ")[2]
    server = held["server"]
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip(),
        (
            stated("first start (new data folder), worst", max(first), "s"),
            at_most("second start, worst", max(second), SECOND_START_SECONDS, "s"),
            at_most("idle server without engine and PostgreSQL, RSS", server[0], SERVER_MB, "MB"),
        ),
        (
            table(("start", "times", "p50 s", "worst s"), [_row("first", first), _row("second", second)]),
            table(
                ("processes", "RSS MB", "PSS MB"),
                [(name, number(rss), number(pss)) for name, (rss, pss) in held.items()],
            ),
            "What the last start said:\n\n```text\n" + "\n".join(_step_lines(steps)) + "\n```",
        ),
    )


def _row(what: str, seconds: list[float]) -> tuple[str, ...]:
    return what, str(len(seconds)), f"{quantile(seconds, 0.5):.2f}", f"{max(seconds):.2f}"


def _step_lines(output: str) -> Iterator[str]:
    lines = output.splitlines()
    return (line for line in lines if line.endswith(" s") or " s  " in line or line.startswith("Ready in"))


def _start(product: Product) -> float:
    """`make run` on an installation; gives the seconds until it is ready."""
    product.folder.mkdir(exist_ok=True, parents=True)
    # As typed by a person: not as a part of the make that runs this, and with compiled files where Python wants them.
    away = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "PYTHONDONTWRITEBYTECODE", "ARGUMENTS")
    environment = {name: value for name, value in product.environment.items() if name not in away}
    begun = time.perf_counter()
    with (product.folder / "output.txt").open("ab") as output:
        product.process = subprocess.Popen(["make", "run"], cwd=ROOT, env=environment, stdout=output, stderr=output)
    while not _ready(product.port):
        assert product.process.poll() is None, product.output
        assert time.perf_counter() - begun < _LONGEST, product.output
        time.sleep(0.01)
    return time.perf_counter() - begun


def _ready(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            return connection.recv(64).split(b" ")[1] == b"200"
    except (OSError, IndexError):
        return False


def _stop(product: Product) -> None:
    server = next(_processes(product, "server"))
    os.kill(server, 15)
    assert product.process is not None
    product.process.wait(30)


def _processes(product: Product, kind: str) -> Iterator[int]:
    assert product.process is not None
    return (pid for pid in descendants(product.process.pid) if _kind(command(pid)) == kind)


def _kind(words: str) -> str:
    if "engine_process" in words:
        return "engine"
    if "postgres" in words:
        return "PostgreSQL"
    return "server" if "serve" in words.split() else "make"


def _held(product: Product) -> Iterator[tuple[str, tuple[float, float]]]:
    for kind in ("server", "engine", "PostgreSQL"):
        sizes = [memory(pid) for pid in _processes(product, kind)]
        yield kind, (sum(rss for rss, _ in sizes), sum(pss for _, pss in sizes))
