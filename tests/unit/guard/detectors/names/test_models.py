"""The process with the models: there when it is needed, gone when it is not, and never the reason of a wrong answer."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.names import models
from inhouse.guard.detectors.names.models import Models, locate

ECHO = """
import json, struct, sys
def read():
    head = sys.stdin.buffer.read(4)
    return json.loads(sys.stdin.buffer.read(*struct.unpack(">I", head)))
def write(facts):
    body = json.dumps(facts).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
    sys.stdout.buffer.flush()
read()
write([])
while True:
    texts = read()
    {answer}
"""


def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> Models:
    """A process that answers in its own way."""
    script = tmp_path / "process.py"
    script.write_text(ECHO.replace("{answer}", answer))
    monkeypatch.setattr(models, "_PROCESS", script)
    return Models()


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_it_starts_with_the_first_text_and_a_crash_costs_one_answer() -> None:
    detector = Models()
    assert detector.pid is None
    (said,) = await detector.read(["Herr Thalhammer aus München"])
    assert {entity.label for entity in said.entities} <= {"PERSON", "GPE", "LOC", "FAC", "ORG"}
    assert any(piece[0] == 5 and len(piece) > 2 for piece in said.pieces)
    first = detector.pid
    assert first is not None
    # Behind the walls: nice, no file and no process more.
    limits = Path(f"/proc/{first}/limits").read_text()
    assert [line.split()[3] for line in limits.splitlines() if line.startswith("Max open files")] == ["0"]
    assert os.getpriority(os.PRIO_PROCESS, first) >= 10
    os.kill(first, signal.SIGKILL)
    with pytest.raises(DetectorFailed, match="ended"):
        await detector.read(["Anna"])
    assert await detector.read(["Anna"])
    assert detector.pid != first
    await detector.close()
    assert detector.pid is None


async def test_it_ends_when_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(tmp_path, monkeypatch, 'write([{"pieces": [], "entities": []} for _ in texts])')
    detector = Models(idle_seconds=0.05)
    await detector.read(["Anna"])
    pid = detector.pid
    assert pid is not None
    async with asyncio.timeout(20):
        while not gone(pid):
            await asyncio.sleep(0.01)
    assert detector.pid is None


@pytest.mark.parametrize(
    "answer",
    [
        "write('x')",
        "write([])",
        "write([{}])",
        "write([{'pieces': [[0, 9999]], 'entities': []}])",
        "write([{'pieces': [[0, 1, 99, 5]], 'entities': []}])",
        "write([{'pieces': [[0, 1, 2]], 'entities': []}])",
        "write([{'pieces': [['a', 'b']], 'entities': []}])",
        "write([{'pieces': [], 'entities': [['PERSON', 3, 2]]}])",
        "sys.stdout.buffer.write(bytes([255, 255, 255, 255])); sys.stdout.flush()",
    ],
)
async def test_nonsense_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    detector = instead(tmp_path, monkeypatch, answer)
    with pytest.raises(DetectorFailed, match="nonsense"):
        await detector.read(["Anna"])
    assert detector.pid is None


async def test_what_takes_too_long_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "ANSWER_SECONDS", 0.05)
    detector = instead(tmp_path, monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(DetectorFailed, match="longer"):
        await detector.read(["Anna"])
    assert detector.pid is None


async def test_who_leaves_does_not_spoil_the_next_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    detector = instead(tmp_path, monkeypatch, 'write([{"pieces": [[0, len(t)]], "entities": []} for t in texts])')
    await detector.read(["start"])
    leaving = asyncio.get_running_loop().create_task(detector.read(["a long text"]))
    await asyncio.sleep(0)
    leaving.cancel()
    (said,) = await detector.read(["Anna"])
    assert list(said.pieces) == [[0, 4]]
    await detector.close()


async def test_models_that_cannot_be_loaded_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "process.py"
    script.write_text("raise SystemExit(1)")
    monkeypatch.setattr(models, "_PROCESS", script)
    with pytest.raises(DetectorFailed, match="cannot be loaded"):
        await Models().read(["Anna"])


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_NEEDED", ("numpy", "no_such_package"))
    with pytest.raises(DetectorFailed, match="no_such_package") as failed:
        locate()
    assert "inhouse[names]" in (failed.value.hint or "")
