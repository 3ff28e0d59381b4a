import subprocess
from pathlib import Path

from inhouse.host import working_in


def test_a_process_is_found_by_its_working_folder_and_name_until_it_has_ended(tmp_path: Path) -> None:
    with subprocess.Popen(["cat"], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"here\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"here\n"
        assert working_in(tmp_path, "cat") == (process.pid,)
        assert working_in(tmp_path, "postgres") == ()
    assert working_in(tmp_path, "cat") == ()


def test_in_a_folder_that_is_not_there_nobody_works(tmp_path: Path) -> None:
    assert working_in(tmp_path / "missing", "cat") == ()
