"""Runs `inhouse` commands in children of a process that has loaded the program once: loading takes longer than most do.

Each command is the program's own `main` with arguments, environment, input and output of its own. What is about the
process itself (`serve`, signals, `python -m inhouse`) is tested without this.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import NoReturn

_SECONDS = 60


class Zygote:
    """The loaded program. One command at a time; it is started with the first, and ends with the tests' process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def run(self, words: tuple[str, ...], environment: dict[str, str], stdin: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        with self._lock, tempfile.TemporaryDirectory(prefix="ih-") as folder:
            given, output, errors = (Path(folder) / name for name in ("in", "out", "err"))
            given.write_text(stdin)
            asked = {"words": words, "environment": environment, "folder": folder, "at": str(Path.cwd())}
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            told = process.stdout.readline()
            assert told, "the process that runs commands has ended"
            return subprocess.CompletedProcess(words, int(told), output.read_text(), errors.read_text())

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            words = [sys.executable, __file__]
            self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            atexit.register(self._process.communicate)
        return self._process


ZYGOTE = Zygote()


def _serve() -> None:
    from inhouse.cli import main  # noqa: PLC0415 (only in the process that runs commands)

    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked, main)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(asked: dict[str, object], main: object) -> NoReturn:
    folder = Path(str(asked["folder"]))
    writing = os.O_WRONLY | os.O_CREAT
    for number, name, how in ((0, "in", os.O_RDONLY), (1, "out", writing), (2, "err", writing)):
        os.dup2(os.open(folder / name, how, 0o600), number)
    os.chdir(str(asked["at"]))
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[arg-type]
    sys.argv = ["inhouse", *asked["words"]]  # type: ignore[misc]
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(each, how) for each, how in ((0, "r"), (1, "w"), (2, "w")))
    code: object = 0
    try:
        main()  # type: ignore[operator]
    except SystemExit as ended:
        code = ended.code
    except BaseException as error:  # noqa: BLE001 (a traceback is what the program would have shown)
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    if isinstance(code, str):
        os.write(2, f"{code}\n".encode())
        code = 1
    os._exit(int(code or 0))  # type: ignore[call-overload]


if __name__ == "__main__":
    _serve()
