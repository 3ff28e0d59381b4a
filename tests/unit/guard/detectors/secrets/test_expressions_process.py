import json
import subprocess
import sys
from pathlib import Path

from inhouse.guard.detectors.secrets import expressions_process
from inhouse.guard.detectors.secrets.expressions import Expressions, triggers
from inhouse.guard.detectors.secrets.rules import rules

PROCESS = Path(expressions_process.__file__)


def test_it_writes_a_database_of_the_expressions_it_reads() -> None:
    given = json.dumps([each.decode() for each in triggers(rules()[:5])]).encode()
    done = subprocess.run([sys.executable, "-I", PROCESS], input=given, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    assert Expressions(rules()[:5], done.stdout).places(b"nothing") == {}


def test_what_is_no_expression_is_an_exit_status() -> None:
    done = subprocess.run([sys.executable, "-I", PROCESS], input=b'["("]', capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout == b""
