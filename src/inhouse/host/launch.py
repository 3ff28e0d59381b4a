"""Runs between fork and the program: builds the walls around a child process, then becomes the program.

Started as `python -I -S -E launch.py OPTIONS -- PROGRAM...` by `inhouse.host.spawn`. It imports nothing of ours and as
little as possible of the standard library, because every child pays for it (about 30 ms).

Options, each as two words: `--report FD` (facts as `name=value` lines; the end of the pipe without a line `failed=`
means that the program runs), `--parent PID`, `--death-signal NUMBER`, `--network own|shared`, `--user UID:GID`,
`--nice NUMBER`, `--bind SOURCE:TARGET` (repeated; TARGET below /tmp, which becomes a private empty one),
`--open FOLDER` (repeated; handed to the program as file descriptors from 20 on, so that it reaches the folder as
/proc/self/fd/20 whatever the permissions of its parents), `--hold FILE` (locked by flock(2) until the program and all
that it forks have ended).

Order matters: namespaces need the rights that the change of user gives away; the parent-death signal is cleared by the
change of user (prctl(2)); the parent is compared after the signal is armed, since it may have died just before.
"""

import ctypes
import fcntl
import os
import resource
import signal
import sys

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
_MS_BIND = 4096
_MS_REC_PRIVATE = 16384 | (1 << 18)
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_MOUNT_BASE = b"/tmp"
_FIRST_OPEN = 20

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _unshare(flags: int) -> None:
    _check(_libc.unshare(flags))


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _check(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero))


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
    _check(_libc.mount(source, target, kind, ctypes.c_ulong(flags), data))


def _write(path: str, text: str) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def _enter_user_namespace() -> None:
    """Become oneself in a new user and network namespace: the same uid and gid inside, nobody else."""
    uid, gid = os.geteuid(), os.getegid()
    _unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def _user_namespace_works() -> bool:
    """Try in a throw-away process first: half a namespace (made, but not mapped) could not be left again."""
    trial = os.fork()
    if trial == 0:
        try:
            _enter_user_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(trial, 0)[1] == 0


def _isolate_network(*, drops_user: bool) -> str:
    """Enter an empty network namespace where the system allows it; gives the fact to report."""
    if os.geteuid() == 0:
        try:
            _unshare(_CLONE_NEWNET)
        except OSError:
            pass
        else:
            return "namespace"
    if not drops_user and _user_namespace_works():
        _enter_user_namespace()
        return "user-namespace"
    # In the sealed application no namespace can be made any more, and the one we are in is empty.
    return "namespace" if _is_empty_network() else "shared"


def _is_empty_network() -> bool:
    handle = os.open("/proc/self/net/dev", os.O_RDONLY)
    try:
        lines = os.read(handle, 4096).decode().splitlines()[2:]
    finally:
        os.close(handle)
    return all(line.partition(":")[0].strip() == "lo" for line in lines)


def _bind_folders(words: list[str]) -> None:
    """Show the folders at short paths below a private /tmp, so that no parent folder needs other permissions."""
    binds = [word.rpartition(b":")[::2] for word in map(os.fsencode, words)]
    _unshare(_CLONE_NEWNS)
    os.umask(0o022)
    _mount(b"none", b"/", None, _MS_REC_PRIVATE)
    # Opened before /tmp is covered, because a source may lie below it.
    sources = [os.open(source, os.O_PATH | os.O_DIRECTORY) for source, _ in binds]
    _mount(b"tmpfs", _MOUNT_BASE, b"tmpfs", _MS_NOSUID_NODEV_NOEXEC, b"mode=0755,size=1m")
    for handle, (_, target) in zip(sources, binds, strict=True):
        os.makedirs(target, mode=0o755, exist_ok=True)
        _mount(b"/proc/self/fd/%d" % handle, target, None, _MS_BIND)
        os.close(handle)


def _open_folders(folders: list[str]) -> None:
    for number, folder in enumerate(folders, _FIRST_OPEN):
        handle = os.open(folder, os.O_PATH | os.O_DIRECTORY)
        os.dup2(handle, number, inheritable=True)
        os.close(handle)


def _hold(file: str) -> None:
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.set_inheritable(handle, True)


def _drop_user(uid: int, gid: int) -> None:
    os.setgroups([gid])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def _parse(words: list[str]) -> tuple[dict[str, str], dict[str, list[str]], list[str]]:
    """The options that come once, those that are repeated, and the program."""
    split = words.index("--")
    once: dict[str, str] = {}
    repeated: dict[str, list[str]] = {"--bind": [], "--open": []}
    for name, value in zip(words[:split:2], words[1:split:2], strict=True):
        if name in repeated:
            repeated[name].append(value)
        else:
            once[name] = value
    return once, repeated, words[split + 1 :]


def main(words: list[str]) -> None:
    """Build the walls in the order of the module's text, report them, become the program."""
    options, folders, program = _parse(words)
    report = int(options["--report"])
    os.set_inheritable(report, False)
    step = "session"
    try:
        os.setsid()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores both, and the program would inherit that.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        step = "network"
        if options["--network"] == "own":
            os.write(report, f"network={_isolate_network(drops_user='--user' in options)}\n".encode())
        step = "folders"
        _open_folders(folders["--open"])
        if "--hold" in options:
            _hold(options["--hold"])
        step = "mounts"
        if folders["--bind"]:
            _bind_folders(folders["--bind"])
            os.write(report, b"mounts=private\n")
        step = "limits"
        os.nice(int(options["--nice"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        step = "user"
        if "--user" in options:
            uid, _, gid = options["--user"].partition(":")
            _drop_user(int(uid), int(gid))
        step = "process"
        os.chdir("/")
        os.umask(0o077)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _prctl(_PR_SET_PDEATHSIG, int(options["--death-signal"]))
        if os.getppid() != int(options["--parent"]):
            os._exit(1)
        step = "program"
        os.execv(program[0], program)
    except OSError as error:
        os.write(report, f"failed={step}: {error}\n".encode())
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
