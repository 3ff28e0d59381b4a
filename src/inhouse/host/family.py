"""The processes of a server as the kernel shows them: what each can reach, whatever it says of itself (proc(5))."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_FILTERED: Final = 2
"""Seccomp mode 2: a filter decides about each system call (proc(5), status)."""


@dataclass(frozen=True, slots=True)
class Kin:
    """One process. `networkless`: it sees no network interface but its own loopback; None where nobody may look."""

    pid: int
    name: str
    networkless: bool | None
    filtered: bool
    gains_nothing: bool
    """No program that it starts has more rights than itself."""


def family(pid: int, *, proc: Path = _PROC) -> list[Kin]:
    """The process and all below it, the oldest first. One that ends meanwhile is left out."""
    parents = dict(_parents(proc))
    found: list[Kin] = []
    for each in sorted(parents):
        if each == pid or pid in _above(each, parents):
            kin = _look(each, proc)
            if kin is not None:
                found.append(kin)
    return found


def _parents(proc: Path) -> Iterator[tuple[int, int]]:
    for place in proc.iterdir():
        if place.name.isdecimal():
            fields = _status(place)
            if "PPid" in fields:
                yield int(place.name), int(fields["PPid"])


def _above(pid: int, parents: dict[int, int]) -> set[int]:
    above: set[int] = set()
    while (parent := parents.get(pid)) and parent not in above:
        above.add(parent)
        pid = parent
    return above


def _look(pid: int, proc: Path) -> Kin | None:
    place = proc / str(pid)
    fields = _status(place)
    if not fields:
        return None
    return Kin(
        pid=pid,
        name=_name(place, fields),
        networkless=_networkless(place),
        filtered=fields.get("Seccomp") == str(_FILTERED),
        gains_nothing=fields.get("NoNewPrivs") == "1",
    )


def _name(place: Path, fields: dict[str, str]) -> str:
    """The last of our modules that it was started with, as in `engine_process`; else what the kernel calls it."""
    try:
        words = (place / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        words = []
    ours = [word.rpartition(".")[2] for word in words if word.startswith("inhouse.")]
    return ours[-1] if ours else fields.get("Name", "")


def _networkless(place: Path) -> bool | None:
    try:
        lines = (place / "net" / "dev").read_text("ascii").splitlines()
    except OSError:
        return None
    return {line.partition(":")[0].strip() for line in lines if ":" in line} <= {"lo"}


def _status(place: Path) -> dict[str, str]:
    try:
        lines = (place / "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
