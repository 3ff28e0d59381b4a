"""The process alone: what it says, line by line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from inhouse.ledger import verifying_process
from tests.logs import KEY, LOG, entries_of, files_of, write


def said(folder: Path) -> list[dict[str, Any]]:
    orders = json.dumps({"folder": str(folder), "keys": [str(KEY)]}).encode()
    words = [sys.executable, "-I", "-m", verifying_process.__name__]
    done = subprocess.run(words, input=orders, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_two_logs_have_one_progress_and_a_finding_each(tmp_path: Path) -> None:
    write(tmp_path / LOG, files_of(entries_of(300)))
    write(tmp_path / "other", files_of(entries_of(200, "other"), "other"))
    lines = said(tmp_path)
    progress = [(line["done"], line["of"]) for line in lines if "done" in line]
    assert progress[-1] == (500, 500)
    assert progress == sorted(progress)
    found = [line["found"] for line in lines if "found" in line]
    assert [(each["log"], each["entries"], each["faults"]) for each in found] == [(LOG, 300, []), ("other", 200, [])]
    assert lines[-1] == {"end": 1}


def test_a_log_without_a_checkpoint_is_a_finding_too(tmp_path: Path) -> None:
    files = files_of(entries_of(3))
    del files["checkpoint"]
    write(tmp_path / LOG, files)
    (found,) = (line["found"] for line in said(tmp_path) if "found" in line)
    assert (found["entries"], found["faults"]) == (0, ["checkpoint: it is missing"])


def test_nothing_to_verify_ends_at_once(tmp_path: Path) -> None:
    assert said(tmp_path) == [{"end": 1}]
