"""What `models pull` asks and shows at the keyboard."""

import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import click

from inhouse.models.pull import Pull, Pulled, wanted_at, with_hash


class Allowed:
    """The hosts that somebody has allowed; asks for others where there is somebody to ask."""

    def __init__(self, hosts: set[str]) -> None:
        self._hosts = hosts

    def __call__(self, host: str, why: str) -> bool:
        """Whether the host may be connected to."""
        if host not in self._hosts and sys.stdin.isatty() and click.confirm(f"Connect to {host}? ({why})", err=True):
            self._hosts.add(host)
        return host in self._hosts


class Bar:
    """A bar on standard error, drawn when the length is known."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int | None) -> None:
        """So many bytes are there, of so many."""
        if total is None:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="Fetching", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(max(0, done - self._done))
        self._done = done

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)


def named_hosts(source: str, hub: str) -> set[str]:
    """The host that somebody named by naming the source."""
    if "://" in source:
        return {(urlsplit(source).hostname or "").lower()}
    return {(urlsplit(hub).hostname or "").lower()}


async def fetch(pull: Pull, source: str, given: dict[str, Any], bar: Bar) -> Pulled:
    """Fetch from wherever the source is."""
    if "://" in source:
        return await pull.fetch(wanted_at(source, given["sha256"]), bar)
    if source.lower().endswith(".gguf"):
        return await pull.from_file(Path(source), given["sha256"], bar)
    wanted = await pull.find(source, given["file"], given["hub"].rstrip("/"))
    return await pull.fetch(with_hash(wanted, given["sha256"]), bar)
