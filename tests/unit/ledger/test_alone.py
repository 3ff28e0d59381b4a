import ast
import subprocess
import sys
from pathlib import Path

import pytest

from inhouse.ledger.alone import MODULES, verifier_source
from inhouse.ledger.published import Published
from tests.logs import KEY, entries_of, files_of, write

FILES = files_of(entries_of(300))


@pytest.fixture
def program(tmp_path: Path) -> Path:
    program = tmp_path / "verify.py"
    program.write_text(verifier_source(), "utf-8")
    return program


def run(program: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run it where there is no Inhouse to import."""
    command = [sys.executable, "-I", "-c", _WITHOUT_US, str(program), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=program.parent, timeout=60)


_WITHOUT_US = """
import sys, runpy
sys.modules["inhouse"] = None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_it_verifies_without_us(program: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "log", FILES)
    (tmp_path / "kept").write_bytes(files_of(entries_of(100))["checkpoint"])
    done = run(program, "verify", folder, "--key", KEY, "--since", tmp_path / "kept")
    assert (done.returncode, done.stderr) == (0, "")
    assert "300 entries, root " in done.stdout
    assert done.stdout.endswith("1 log: all is as it was signed.\n")

    content = bytearray(FILES["tile/entries/000"])
    # The first 256 entries, each with its length (2 bytes) before it.
    second = 2 + int.from_bytes(content[:2])
    content[second + 100] ^= 1
    (folder / "tile/entries/000").write_bytes(content)
    done = run(program, "verify", folder, "--key", KEY)
    assert done.returncode == 1
    assert "FAULT: entry 2 is not the one in tile/0/000" in done.stdout


def test_it_checks_a_proof_without_us(program: Path, tmp_path: Path) -> None:
    (tmp_path / "proof").write_text(Published(write(tmp_path / "log", FILES)).prove(9), "utf-8")
    done = run(program, "check", tmp_path / "proof", "--key", KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Proved: this is entry 9 of 300 in the log" in done.stdout


def test_what_cannot_be_looked_at_has_a_status_of_its_own(program: Path, tmp_path: Path) -> None:
    assert run(program, "verify", tmp_path / "nothing", "--key", KEY).returncode == 2
    assert run(program, "verify", tmp_path, "--key", "no key").returncode == 2
    assert run(program, "check", tmp_path / "nothing", "--key", KEY).returncode == 2
    assert run(program).returncode == 2


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(verifier_source())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or ".")
    outside = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name.partition(".")[0] for name in outside} == {"cryptography"}


def test_no_two_of_its_modules_give_one_name_two_meanings() -> None:
    names: list[str] = []
    for node in ast.parse(verifier_source()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_its_modules_name_what_they_take_from_each_other() -> None:
    """An import of a module, or under another name, would be lost when the modules are joined."""
    folder = Path("src/inhouse/ledger")
    for module in MODULES:
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("inhouse"):
                assert (node.module or "").startswith("inhouse.ledger."), module
                assert all(alias.asname is None for alias in node.names), module
