import hashlib
import json
import subprocess
import sys
from pathlib import Path

from inhouse.models import engine_process


def test_the_hash_is_that_of_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(content)
    assert engine_process.sha256_of(tmp_path / "file") == hashlib.sha256(content).hexdigest()


def said_for(orders: dict[str, object]) -> tuple[int, dict[str, object]]:
    words = [sys.executable, "-I", str(engine_process.__file__)]
    done = subprocess.run(words, input=json.dumps(orders), capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, json.loads(done.stdout.removeprefix("inhouse-engine "))


def test_a_file_with_another_hash_is_named_before_anything_reads_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"changed")
    status, said = said_for({"model": str(tmp_path / "file"), "sha256": "0" * 64})
    assert status == 1
    assert said == {"failed": "hash", "found": hashlib.sha256(b"changed").hexdigest()}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    status, said = said_for({"model": str(tmp_path / "missing"), "sha256": None})
    assert (status, said["failed"]) == (1, "unreadable")
