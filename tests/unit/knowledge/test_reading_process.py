"""The process alone: what it may do, and what it says."""

import json
import os
import subprocess
import sys

from inhouse.knowledge import frames, reading_process
from inhouse.knowledge.document import Complete, Found, Kind, Portion

# Runs in the process in the place of a parser.
_TRY_EVERYTHING = """
import json, os, socket, sys
from inhouse.knowledge import reading_process
reading_process._limit()
drop_to = (65534, 65534) if os.geteuid() == 0 else None
reading_process._close_doors({"parent": os.getppid(), "ending": "", "drop_to": drop_to})
tried = {}
for name, work in {
    "open a file": lambda: open("/etc/hostname"),
    "write a file": lambda: open("/tmp/x", "w"),
    "open a socket": lambda: socket.socket(),
    "make a pipe": lambda: os.pipe(),
    "make a process": lambda: os.fork() or os._exit(0),
    "take two gigabytes": lambda: bytearray(2 << 30),
}.items():
    try:
        work()
        tried[name] = True
    except (OSError, MemoryError):
        tried[name] = False
sys.stdout.write(json.dumps(tried))
"""


def run(content: bytes, ending: str = "txt") -> tuple[int, bytes]:
    orders = json.dumps({"parent": os.getpid(), "ending": ending, "drop_to": None}).encode()
    words = [sys.executable, "-I", "-m", reading_process.__name__]
    done = subprocess.run(words, input=orders + b"\n" + content, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    return done.returncode, done.stdout


def findings_of(said: bytes) -> list[object]:
    found: list[object] = []
    while said:
        kind, length = frames.body_length(said[: frames.HEAD.size])
        body, said = said[frames.HEAD.size :][:length], said[frames.HEAD.size + length :]
        found.append(frames.decode(kind, body))
    return found


def test_a_file_becomes_frames() -> None:
    status, said = run(b"one\ntwo\n")
    first, portion, last = findings_of(said)
    assert (status, first, last) == (0, Found(Kind.TEXT), Complete(cut=False))
    assert isinstance(portion, Portion)
    assert portion.text == "one\ntwo"


def test_behind_closed_doors_nothing_can_be_opened() -> None:
    done = subprocess.run([sys.executable, "-I", "-c", _TRY_EVERYTHING], capture_output=True, check=True, timeout=60)
    assert set(json.loads(done.stdout).values()) == {False}


def test_a_parser_that_breaks_ends_the_process_without_a_word() -> None:
    status, said = run(b"%PDF-1.7\n", "pdf")
    assert status == 0
    assert said.endswith(b'{"code": "file_unreadable"}')
