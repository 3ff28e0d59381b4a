"""Seals this process for good: what it may never do again, and all that it starts.

    no new privileges      prctl(2)
    Landlock               files are written below the given folders only, no TCP connection is made or waited for, no
                           process outside is signalled, no abstract socket outside is reached
    seccomp                no sockets but AF_UNIX; no io_uring, ptrace, namespaces, mounts, keys, modules, BPF

Landlock restricts no path sockets and no UDP, and TCP Fast Open goes past it; seccomp cannot see an address. So both
are needed: the filter leaves only AF_UNIX sockets to be made, and Landlock keeps the one TCP socket that people come in
by from being turned around. Which path sockets are there to be reached, `enclose` decides.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.host.errors import IsolationRefused

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

# The same numbers on every architecture (include/uapi/asm-generic/unistd.h).
_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_CHANGES = sum(1 << bit for bit in range(4, 13))  # remove and make of every kind
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_TCP = 0b11  # bind and connect
_SCOPE_ABSTRACT, _SCOPE_SIGNAL = 1, 2
_TCP_SINCE, _SCOPES_SINCE = 4, 6
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_REFUSE = 0x00050000  # with an errno
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97
_MSG_FASTOPEN = 0x20000000
_IPPROTO_TCP, _TCP_ULP = 6, 31
_NAMESPACES = 0x7E020080  # every CLONE_NEW flag: time, mounts, control groups, names, IPC, users, processes, network

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Calls:
    """The numbers of system calls on one architecture. `refused` are those that are never allowed."""

    audit: int
    socket: int
    socketpair: int
    clone: int
    clone3: int
    sendto: int
    sendmsg: int
    sendmmsg: int
    setsockopt: int
    refused: tuple[int, ...]


_EVERYWHERE = (425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442)
"""io_uring_setup, _enter, _register; open_tree, move_mount, fsopen, fsconfig, fsmount, fspick; pidfd_getfd;
mount_setattr. Newer calls have one number on all architectures."""
_X86_64 = Calls(
    0xC000003E, 41, 53, 56, 435, 44, 46, 307, 54,
    # ptrace, process_vm_readv, _writev, kcmp, bpf, perf_event_open, userfaultfd, mount, umount2, pivot_root, chroot,
    # setns, unshare, name_to_handle_at, open_by_handle_at, init_module, finit_module, delete_module, kexec_load,
    # kexec_file_load, add_key, request_key, keyctl, reboot, swapon, swapoff, acct, settimeofday, clock_settime,
    # quotactl, iopl, ioperm, personality, mknod, mknodat, vhangup, syslog, fanotify_init
    (101, 310, 311, 312, 321, 298, 323, 165, 166, 155, 161, 308, 272, 303, 304, 175, 313, 176, 246, 320, 248, 249, 250,
     169, 167, 168, 163, 164, 227, 179, 172, 173, 135, 133, 259, 153, 103, 300, *_EVERYWHERE),
)  # fmt: skip
_AARCH64 = Calls(
    0xC00000B7, 198, 199, 220, 435, 206, 211, 269, 208,
    (117, 270, 271, 272, 280, 241, 282, 40, 39, 41, 51, 268, 97, 264, 265, 105, 273, 106, 104, 294, 217, 218, 219, 142,
     224, 225, 89, 170, 112, 60, 92, 33, 58, 116, 262, *_EVERYWHERE),
)  # fmt: skip
_ARCHITECTURES = {"x86_64": _X86_64, "aarch64": _AARCH64}


def seal(writable: Sequence[Path]) -> int:
    """Seal this process, which must have one thread yet; returns Landlock's version here. Raises IsolationRefused.

    Files can be written only in and below `writable`, of which the missing are left out.
    """
    check_machine()
    version = landlock_version()
    _call(_libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _restrict_files_and_tcp(writable, version)
    program = seccomp_program(_ARCHITECTURES[platform.machine()])
    code = ctypes.create_string_buffer(program, len(program))
    fprog = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    _call(_libc.prctl, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(fprog), 0, 0)
    return version


def check_machine() -> None:
    """Raise IsolationRefused, with the next step, if this machine cannot seal a process."""
    if platform.machine() not in _ARCHITECTURES:
        raise IsolationRefused(
            f"Sealing is not built for {platform.machine()}.",
            hint="It is for x86_64 and aarch64: start without --sealed.",
        )
    if landlock_version() < _TCP_SINCE:
        raise IsolationRefused(
            "This kernel cannot keep a process from opening TCP connections: Landlock is "
            + ("switched off." if landlock_version() == 0 else "older than its version 4."),
            hint="It needs Linux 6.7 or newer, started with landlock among the modules of lsm=: "
            "cat /sys/kernel/security/lsm",
        )


def check_place() -> None:
    """Raise IsolationRefused, with the next step, unless this process has been put where it can be sealed as it is.

    That is: without a network, and without any of root's rights, by which it could leave again.
    """
    check_machine()
    interfaces = [line.partition(":")[0].strip() for line in _read("net/dev").splitlines()[2:]]
    if any(name != "lo" for name in interfaces):
        raise IsolationRefused(
            "This process has a network, and is to be sealed.",
            hint="PrivateNetwork=yes in its unit, network_mode: none in its container; or leave --gate out: then it is "
            "started by a process that takes its network away.",
        )
    rights = next((line.split()[1] for line in _read("status").splitlines() if line.startswith("CapEff:")), "")
    if int(rights or "0", 16):
        raise IsolationRefused(
            "This process has rights of root, and is to be sealed.",
            hint="Let it run as an ordinary user: User= in its unit, user: in its container.",
        )


def _read(name: str) -> str:
    return Path("/proc/self", name).read_text("utf-8")


def landlock_version() -> int:
    """Which version of Landlock this kernel has, 0 for none."""
    found: int = _libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    return max(0, found)


def _restrict_files_and_tcp(writable: Sequence[Path], version: int) -> None:
    writes = _WRITE_FILE | _CHANGES | _REFER | _TRUNCATE
    scopes = _SCOPE_ABSTRACT | _SCOPE_SIGNAL if version >= _SCOPES_SINCE else 0
    attributes = struct.pack("QQQ", writes, _TCP, scopes)[: 24 if version >= _SCOPES_SINCE else 16]
    rules: int = _libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    if rules < 0:
        raise _refused("Landlock")
    for path in (*writable, Path("/dev/null")):
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        rights = writes if path.is_dir() else writes & _OF_FILES
        rule = struct.pack("=Qi", rights, handle)
        _call(_libc.syscall, _LANDLOCK_ADD_RULE, rules, _RULE_PATH_BENEATH, ctypes.c_char_p(rule), 0)
        os.close(handle)
    _call(_libc.syscall, _LANDLOCK_RESTRICT_SELF, rules, 0)
    os.close(rules)


def seccomp_program(calls: Calls) -> bytes:
    """The filter, in the bytes of classic BPF (seccomp(2), linux/filter.h)."""
    refuse = _REFUSE | _EPERM
    lines = [_load(4), _jump(calls.audit, 1, 0), _return(_KILL), _load(0)]
    lines += [_at_least(0x40000000, 0, 1), _return(_KILL)]  # x32: the same calls by other numbers
    for number in (calls.socket, calls.socketpair):
        # The domain must be AF_UNIX (1).
        lines += [_jump(number, 0, 4), _load(16), _jump(1, 1, 0), _return(_REFUSE | _EAFNOSUPPORT), _return(_ALLOW)]
    for number, flags in ((calls.sendto, 3), (calls.sendmsg, 2), (calls.sendmmsg, 3)):
        lines += [_jump(number, 0, 4), _load(16 + 8 * flags), _any_bit(_MSG_FASTOPEN, 0, 1), _return(refuse)]
        lines += [_return(_ALLOW)]
    lines += [_jump(calls.setsockopt, 0, 6), _load(24), _jump(_IPPROTO_TCP, 0, 3), _load(32), _jump(_TCP_ULP, 0, 1)]
    lines += [_return(refuse), _return(_ALLOW)]
    lines += [_jump(calls.clone, 0, 4), _load(16), _any_bit(_NAMESPACES, 0, 1), _return(refuse), _return(_ALLOW)]
    lines += [
        _jump(calls.clone3, 0, 1),
        _return(_REFUSE | _ENOSYS),
    ]  # its flags are out of sight; libc then takes clone
    for number in calls.refused:
        lines += [_jump(number, 0, 1), _return(refuse)]
    return b"".join((*lines, _return(_ALLOW)))


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", 0x20, 0, 0, offset)


def _jump(value: int, equal: int, other: int) -> bytes:
    return struct.pack("HBBI", 0x15, equal, other, value)


def _at_least(value: int, yes: int, no: int) -> bytes:
    return struct.pack("HBBI", 0x35, yes, no, value)


def _any_bit(bits: int, yes: int, no: int) -> bytes:
    return struct.pack("HBBI", 0x45, yes, no, bits)


def _return(value: int) -> bytes:
    return struct.pack("HBBI", 0x06, 0, 0, value)


def _call(function: object, *arguments: object) -> None:
    words = [ctypes.c_ulong(each) if isinstance(each, int) else each for each in arguments]
    if function(*words) != 0:  # type: ignore[operator]
        raise _refused("the kernel")


def _refused(what: str) -> IsolationRefused:
    number = ctypes.get_errno()
    return IsolationRefused(
        f"This process cannot be sealed: {what} says {os.strerror(number)}.",
        hint="In a container, its own seccomp profile may forbid it; start without --sealed to go on unsealed.",
    )
