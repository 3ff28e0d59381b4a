import platform
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from inhouse.host import IsolationRefused, seal

_EPERM, _ENOSYS, _NO_FAMILY, _ALLOW, _KILL = 0x50001, 0x50026, 0x50061, 0x7FFF0000, 0x80000000
CALLS = seal._ARCHITECTURES[platform.machine()]


def judged(number: int, arguments: Mapping[int, int] | None = None, audit: int = CALLS.audit) -> int:
    """What the filter says: classic BPF, run here (linux/seccomp.h, struct seccomp_data)."""
    words = [0] * 6
    for index, value in (arguments or {}).items():
        words[index] = value
    data = struct.pack("=IIQ6Q", number, audit, 0, *words)
    program = seal.seccomp_program(CALLS)
    held, at = 0, 0
    while True:
        code, equal, other, value = struct.unpack_from("HBBI", program, at * 8)
        at += 1
        match code:
            case 0x20:
                held = struct.unpack_from("=I", data, value)[0]
            case 0x06:
                return value
            case 0x15:
                at += equal if held == value else other
            case 0x35:
                at += equal if held >= value else other
            case 0x45:
                at += equal if held & value else other
            case _:
                raise AssertionError(code)


def test_only_af_unix_sockets_are_made() -> None:
    for number in (CALLS.socket, CALLS.socketpair):
        assert judged(number, {0: 1, 1: 1}) == _ALLOW
        for family in (0, 2, 10, 16, 17, 38, 40, 44, 1 | 1 << 31):
            assert judged(number, {0: family}) == _NO_FAMILY


def test_the_socket_that_people_come_in_by_cannot_connect_by_fast_open_or_become_another() -> None:
    for number, flags in ((CALLS.sendto, 3), (CALLS.sendmsg, 2), (CALLS.sendmmsg, 3)):
        assert judged(number, {flags: 0x4000}) == _ALLOW
        assert judged(number, {flags: 0x20000000 | 0x4000}) == _EPERM
    assert judged(CALLS.setsockopt, {1: 6, 2: 1}) == _ALLOW
    assert judged(CALLS.setsockopt, {1: 6, 2: 31}) == _EPERM
    assert judged(CALLS.setsockopt, {1: 1, 2: 31}) == _ALLOW


def test_processes_are_made_and_namespaces_are_not() -> None:
    assert judged(CALLS.clone, {0: 17}) == _ALLOW
    assert judged(CALLS.clone, {0: 0x3D0F00}) == _ALLOW  # a thread
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80):
        assert judged(CALLS.clone, {0: flag | 17}) == _EPERM
    assert judged(CALLS.clone3) == _ENOSYS


def test_what_is_never_allowed_is_not() -> None:
    assert {425, 426, 427} <= set(CALLS.refused)
    assert len(set(CALLS.refused)) == len(CALLS.refused)
    assert {judged(number) for number in CALLS.refused} == {_EPERM}


def test_every_other_call_is_allowed_and_no_other_numbering_is() -> None:
    told = {CALLS.clone3, CALLS.socket, CALLS.socketpair, *CALLS.refused}
    assert {judged(number) for number in range(460) if number not in told} == {_ALLOW}
    assert judged(0x40000000 | 1) == _KILL
    assert judged(1, audit=0x40000003) == _KILL


def test_both_architectures_refuse_as_much() -> None:
    x86, arm = seal._X86_64, seal._AARCH64
    # iopl, ioperm and mknod have no number on the other.
    assert len(x86.refused) == len(arm.refused) + 3


def test_a_machine_without_landlock_for_tcp_is_refused_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, words in ((0, "switched off"), (3, "older than its version 4")):
        monkeypatch.setattr(seal, "landlock_version", lambda version=version: version)
        with pytest.raises(IsolationRefused, match=words) as caught:
            seal.check_machine()
        assert "Linux 6.7" in (caught.value.hint or "")
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(IsolationRefused, match="riscv64"):
        seal.check_machine()


def test_a_sealed_process_writes_where_it_may_and_lives_on(tmp_path: Path) -> None:
    (tmp_path / "may").mkdir()
    source = f"""
import pathlib, socket, subprocess, threading
from inhouse.host.seal import seal
outside = socket.create_server(("127.0.0.1", 0))
assert seal([pathlib.Path({str(tmp_path / "may")!r}), pathlib.Path("/not/there")]) >= 4
folder = pathlib.Path({str(tmp_path)!r})
(folder / "may" / "file").write_text("x")
(folder / "may" / "file").rename(folder / "may" / "other")
refused = []
for attempt in (
    lambda: (folder / "file").write_text("x"),
    lambda: (folder / "may" / "other").rename(folder / "other"),
    lambda: socket.socket(socket.AF_INET),
    lambda: subprocess.run(["/usr/bin/touch", str(folder / "by a child")], check=True, stderr=subprocess.DEVNULL),
):
    try:
        attempt()
    except (OSError, subprocess.CalledProcessError):
        refused.append(True)
assert len(refused) == 4, refused
a, b = socket.socketpair()
a.sendall(b"x")
thread = threading.Thread(target=b.recv, args=(1,))
thread.start()
thread.join()
print((folder / "may" / "other").read_text())
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.returncode) == ("x\n", 0), done.stderr
