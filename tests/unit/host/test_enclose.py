import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from inhouse.host import enclose

_NOBODY = 65534
SOURCE = """
import json, os
facts = {
    "uid": os.getuid(),
    "root": sorted(os.listdir("/")),
    "folder": sorted(os.listdir(FOLDER)),
    "network": open("/proc/self/net/dev").read().count(":"),
    "rights": [line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")],
    "written": [],
}
for path in ("seen/x", "written/x", "hidden/x", "/x", "/usr/x"):
    try:
        open(os.path.join(FOLDER, path), "w").close()
        facts["written"].append(path)
    except OSError:
        pass
facts["hidden"] = os.listdir(FOLDER + "/written/secret")
facts["then"] = os.listdir(FOLDER + "/written/secret2/shown")
print(json.dumps(facts))
"""


def folders(path: Path) -> list[str]:
    for name in ("seen", "written/secret", "written/secret2/shown", "elsewhere"):
        (path / name).mkdir(parents=True)
    (path / "written/secret/key").write_text("key")
    (path / "written/secret2/shown/file").write_text("file")
    words = ["--see", str(path / "seen"), "--write", str(path / "written"), "--see", str(path / "missing")]
    words += ["--hide", str(path / "written/secret"), "--hide", str(path / "written/secret2")]
    return [*words, "--then", str(path / "written/secret2/shown")]


def run(program: str, path: Path, wrapper: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Build in `path`, which belongs to whoever the wrapper makes us, and tell what is there inside."""
    words = folders(path)
    if wrapper:
        for each in (path, *path.rglob("*")):
            os.chown(each, _NOBODY, _NOBODY)
    copy = path / "enclose.py"
    shutil.copy(enclose.__file__, copy)
    words += ["--see", sys.prefix, "--see", sys.base_prefix]
    command = [*wrapper, program, "-I", "-S", "-E", str(copy), "--parent", str(os.getpid()), "--death-signal", "9"]
    source = SOURCE.replace("FOLDER", repr(str(path)))
    return subprocess.run(
        [*command, *words, "--", program, "-I", "-c", source], capture_output=True, text=True, timeout=60, check=False
    )


def judge(done: subprocess.CompletedProcess[str], uid: int) -> None:
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["uid"] == uid
    assert facts["rights"] == ["0000000000000000"]
    assert facts["network"] == 1
    assert "run" not in facts["root"]
    assert "var" not in facts["root"]
    assert facts["folder"] == ["seen", "written"]
    assert facts["written"] == ["written/x"]
    assert facts["hidden"] == []
    assert facts["then"] == ["file"]


def test_inside_there_is_what_is_shown_and_nothing_else(tmp_path: Path) -> None:
    judge(run(sys.executable, tmp_path), os.getuid() or 65532)


def test_an_ordinary_user_can_build_the_same() -> None:
    if os.getuid() != 0:
        return  # The test above has shown it.
    python = shutil.which("python3", path="/usr/bin:/bin")
    assert python is not None, "There is no Python of the system to try this as another user."
    # Not below pytest's own folder, which is closed to others.
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        own = os.umask(0o022)
        try:
            done = run(python, path, ("setpriv", "--reuid", str(_NOBODY), "--regid", str(_NOBODY), "--clear-groups"))
        finally:
            os.umask(own)
    judge(done, _NOBODY)


def test_what_does_not_work_is_told_with_its_step(tmp_path: Path) -> None:
    words = [sys.executable, "-I", "-S", "-E", enclose.__file__, "--parent", str(os.getpid()), "--death-signal", "9"]
    done = subprocess.run([*words, "--", "/not/there"], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith("enclose: program: ")


def test_only_the_parent_that_is_named_may_have_such_a_child(tmp_path: Path) -> None:
    own = enclose.__file__
    words = [sys.executable, "-I", "-S", "-E", own, "--parent", "1", "--death-signal", "9", *folders(tmp_path)]
    done = subprocess.run([*words, "--", "/bin/echo", "here"], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("name", ["/usr", "/etc/ld.so.cache"])
def test_programs_of_the_system_find_what_they_need(name: str) -> None:
    assert name in enclose.SYSTEM
