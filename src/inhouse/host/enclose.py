"""Runs before the sealed application: makes the house it lives in, then becomes it.

Started as `python -I -S -E enclose.py OPTIONS -- PROGRAM...`, by `launch.py`, which has armed the parent-death signal.
It imports nothing of ours. Inside there is

    no network              a network namespace of its own with nothing in it
    no other user           a user namespace with one user in it, ourselves, without any right; root is a plain user
    no socket but the few   a root folder of its own: system and program to read, some folders to write, nothing else

Options, each as two words: `--parent PID`, `--see PATH` (repeated; read only), `--write PATH` (repeated), `--hide PATH`
(repeated; below one of those, empty inside), `--then PATH` (repeated; shown after the hiding, read only),
`--group GID` (a group of the machine that stays), `--death-signal NUMBER`. A path that is not there is left out.

On trouble one line `enclose: STEP: WHY` on standard error, and exit status 3.
"""

import ctypes
import os
import resource
import sys

_NEW_MOUNTS, _NEW_USERS, _NEW_NETWORK, _NEW_IPC = 0x00020000, 0x10000000, 0x40000000, 0x08000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_PROGRAMS = 1, 2, 4, 8
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
_MOUNT_SETATTR, _AT_RECURSIVE, _ATTR_READ_ONLY = 442, 0x8000, 1
_AT_FDCWD = -100
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_NOBODY_SPECIAL = 65532
_ROOM = b"/tmp"
_SHARED_MEMORY = b"mode=1777,size=256m"

# What programs of the system need. Of /etc only what loads libraries, tells the time and names users.
SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt/python", "/nix/store", "/sys/fs/cgroup",
    "/sys/devices/system/cpu", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime",
    "/etc/passwd", "/etc/group", "/etc/mime.types", "/etc/alternatives",
)  # fmt: skip
DEVICES = ("null", "zero", "full", "random", "urandom", "dri", "kfd", "nvidia0", "nvidiactl", "nvidia-uvm")

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
    _check(_libc.mount(source, target, kind, ctypes.c_ulong(flags), data))


def _write(name: str, folder: int, text: str) -> None:
    handle = os.open(name, os.O_WRONLY, dir_fd=folder)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def _become_one_user(uid: int, gid: int, process: int) -> None:
    """Map ourselves: as we are, and root as a user that means nothing, so that no program takes itself for root.

    `process` is our folder in /proc, opened while it could be written.
    """
    _write("setgroups", process, "deny")
    _write("uid_map", process, f"{uid or _NOBODY_SPECIAL} {uid} 1")
    _write("gid_map", process, f"{gid or _NOBODY_SPECIAL} {gid} 1")


def _place(path: str, old: str) -> None:
    """Make an empty thing at `path` for the thing at `old`, to mount on."""
    if os.path.isdir(old):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.exists(path):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _show(path: str, *, writable: bool) -> None:
    """Show what is at `path` outside, with all that is mounted below it."""
    old, new = f"/old{path}", f"/new{path}"
    if os.path.islink(old):
        os.makedirs(os.path.dirname(new), exist_ok=True)
        if not os.path.lexists(new):
            os.symlink(os.readlink(old), new)
        return
    if not os.path.exists(old):
        return
    _place(new, old)
    _mount(os.fsencode(old), os.fsencode(new), None, _BIND | _RECURSIVE)
    if not writable:
        _set_read_only(os.fsencode(new))


def _set_read_only(path: bytes, how_far: int = _AT_RECURSIVE) -> None:
    attributes = (ctypes.c_uint64 * 4)(_ATTR_READ_ONLY, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    _check(_libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, path, ctypes.c_uint(how_far), attributes, size))


def _hide(path: str) -> None:
    new = f"/new{path}"
    if os.path.isdir(new):
        _mount(b"tmpfs", os.fsencode(new), b"tmpfs", _NO_SUID | _NO_DEVICES | _NO_PROGRAMS, b"mode=0755,size=64k")
    elif os.path.exists(new):
        _mount(b"/new/dev/null", os.fsencode(new), None, _BIND)


def _build(folders: dict[str, list[str]]) -> None:
    """A new root, from the old one; afterwards the old one is gone."""
    _mount(b"none", b"/", None, _RECURSIVE | _PRIVATE)
    _mount(b"tmpfs", _ROOM, b"tmpfs", _NO_SUID | _NO_DEVICES, b"mode=0755,size=1m")
    os.mkdir(_ROOM + b"/old")
    os.mkdir(_ROOM + b"/new")
    _check(_libc.pivot_root(_ROOM, _ROOM + b"/old"))
    os.chdir("/")
    _mount(b"tmpfs", b"/new", b"tmpfs", _NO_SUID | _NO_DEVICES, b"mode=0755,size=4m")
    for path in SYSTEM:
        _show(path, writable=False)
    for name in DEVICES:
        _show(f"/dev/{name}", writable=True)
    os.makedirs("/new/proc")
    _mount(b"/old/proc", b"/new/proc", None, _BIND | _RECURSIVE)
    # Root keeps its number outside, and by it the kernel would take its word in /proc/sys.
    _set_read_only(b"/new/proc")
    for path in ("/new/tmp", "/new/dev/shm"):
        os.makedirs(path)
        _mount(b"tmpfs", os.fsencode(path), b"tmpfs", _NO_SUID | _NO_DEVICES, _SHARED_MEMORY)
    for path in sorted(set(folders["--see"])):
        _show(path, writable=False)
    for path in sorted(set(folders["--write"])):
        _show(path, writable=True)
    for path in folders["--hide"]:
        _hide(path)
    for path in folders["--then"]:
        _show(path, writable=False)
    _check(_libc.umount2(b"/old", _DETACH))
    _set_read_only(b"/new", 0)
    os.chdir("/new")
    _check(_libc.pivot_root(b".", b"."))
    _check(_libc.umount2(b".", _DETACH))
    os.chdir("/")


def _parse(words: list[str]) -> tuple[dict[str, str], dict[str, list[str]], list[str]]:
    split = words.index("--")
    once: dict[str, str] = {}
    repeated: dict[str, list[str]] = {"--see": [], "--write": [], "--hide": [], "--then": []}
    for name, value in zip(words[:split:2], words[1:split:2], strict=True):
        if name in repeated:
            repeated[name].append(value)
        else:
            once[name] = value
    return once, repeated, words[split + 1 :]


def main(words: list[str]) -> None:
    """Root builds first and gives its rights away after; everybody else has rights only inside."""
    options, folders, program = _parse(words)
    uid, gid = os.geteuid(), os.getegid()
    step = "namespaces"
    process = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY)
    try:
        os.umask(0o022)
        if uid == 0:
            _check(_libc.unshare(_NEW_MOUNTS | _NEW_NETWORK | _NEW_IPC))
            step = "folders"
            _build(folders)
            step = "users"
            os.setgroups([int(options["--group"])] if "--group" in options else [])
            _check(_libc.unshare(_NEW_USERS))
            _become_one_user(uid, gid, process)
        else:
            _check(_libc.unshare(_NEW_USERS | _NEW_MOUNTS | _NEW_NETWORK | _NEW_IPC))
            step = "users"
            _become_one_user(uid, gid, process)
            step = "folders"
            _build(folders)
        step = "process"
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.umask(0o077)
        zero = ctypes.c_ulong(0)
        _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero))
        signal = ctypes.c_ulong(int(options["--death-signal"]))
        _check(_libc.prctl(_PR_SET_PDEATHSIG, signal, zero, zero, zero))
        if os.getppid() != int(options["--parent"]):
            os._exit(1)
        step = "program"
        os.execv(program[0], program)
    except OSError as error:
        sys.stderr.write(f"enclose: {step}: {error}\n")
        sys.stderr.flush()
    os._exit(3)


if __name__ == "__main__":
    main(sys.argv[1:])
