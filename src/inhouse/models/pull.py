"""Fetches a model file into the models folder: from a file, an address, or a repository of a hub.

1  every host is a destination that somebody allowed by name; where a server sends us on, we ask again
2  an interrupted download goes on where it stopped (RFC 9110, sections 13.1.5 and 14.2), if the file is still the same
3  the SHA-256 must be the expected one where one is known; the file must begin like a GGUF file
4  only then it gets its name

Hub: https://huggingface.co/docs/hub/api, "/api/models/{repo}/tree/{revision}"; large files name their SHA-256 there.
"""

import asyncio
import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urljoin, urlsplit

import orjson

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InvalidRequest, Unavailable
from inhouse.models.errors import PullFailed, PullRefused
from inhouse.models.gguf import ModelFileUnreadable, read_header
from inhouse.models.json_values import a_count, a_list, an_object
from inhouse.net import Client, Destinations, Entry, Limits, Response, Tcp

HUB = "https://huggingface.co"

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,200}\.gguf\Z", re.IGNORECASE)
_PART_OF_SEVERAL = re.compile(r"-\d{5}-of-\d{5}\.gguf\Z", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_TRIES = 5
_BUFFER = 1 << 20
_LIMITS = Limits(connect=10.0, first_byte=60.0, idle=60.0, body_bytes=1 << 42)
_LIST_LIMITS = Limits(connect=10.0, first_byte=30.0, idle=30.0, body_bytes=1 << 24)

Allow = Callable[[str, str], bool]
"""Whether a host may be connected to, and why we would: somebody says yes or no."""
Progress = Callable[[int, int | None], None]
"""Told how many bytes are there, and how many there will be."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch: `url`, the `name` that it gets here, and its hash where it is known."""

    url: str
    name: str
    sha256: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A file that is there now."""

    path: Path
    sha256: str


class Pull:
    """Fetches model files into `folder`. `how_far` is the class of the hosts that they come from."""

    def __init__(
        self, client: Client, destinations: Destinations, folder: Path, allow: Allow, how_far: DestinationClass
    ) -> None:
        self._client = client
        self._destinations = destinations
        self._folder = folder
        self._allow = allow
        self._how_far = how_far

    async def from_file(self, source: Path, sha256: str | None, progress: Progress) -> Pulled:
        """Copy a file of this machine; raises PullRefused, ModelFileUnreadable."""
        wanted = Wanted("", checked_name(source.name), checked_hash(sha256))
        part = self._place(wanted)
        try:
            size = await asyncio.to_thread(lambda: source.stat().st_size)
            self._check_room(size)
            await asyncio.to_thread(shutil.copyfile, source, part)
        except OSError as error:
            raise PullRefused(f"{source} cannot be copied: {error.strerror}.") from None
        progress(size, size)
        return await asyncio.to_thread(_finished, wanted, part)

    async def find(self, repository: str, file: str | None, hub: str = HUB) -> Wanted:
        """The file of a hub's repository; raises PullRefused with the names to choose from, PullFailed."""
        if _REPOSITORY.match(repository) is None:
            raise PullRefused("A repository is written owner/name.", hint="As in bartowski/Qwen2.5-7B-Instruct-GGUF")
        address = f"{hub}/api/models/{repository}/tree/main?recursive=true"
        async with self._get(address, (), _LIST_LIMITS) as response:
            body = await response.read(_LIST_LIMITS.body_bytes)
        if response.status != 200:
            raise PullFailed(
                f"{hub} answers with status {response.status} for {repository}.", hint="Is the name right?"
            )
        try:
            listed = [an_object(each) for each in a_list(orjson.loads(body))]
        except orjson.JSONDecodeError:
            raise PullFailed(f"{hub} does not answer like a hub.") from None
        files = {str(each.get("path")): each for each in listed if str(each.get("path")).lower().endswith(".gguf")}
        path = _chosen(files.keys(), file, repository)
        large = an_object(files[path].get("lfs"))
        sha256 = large.get("oid")
        return Wanted(
            url=f"{hub}/{repository}/resolve/main/{quote(path)}",
            name=checked_name(path.rpartition("/")[2]),
            sha256=sha256 if isinstance(sha256, str) and _SHA256.match(sha256) else None,
            size=a_count(files[path].get("size")) or None,
        )

    async def fetch(self, wanted: Wanted, progress: Progress) -> Pulled:
        """Download; goes on where an earlier try stopped. Raises PullRefused, PullFailed, ModelFileUnreadable."""
        part = self._place(wanted)
        if wanted.size is not None:
            self._check_room(wanted.size - _size(part))
        for tried in range(1, _TRIES + 1):
            try:
                await self._download(wanted, part, progress)
                break
            except Unavailable as error:
                if tried == _TRIES or error.retry_after is None:
                    raise PullFailed(
                        f"The download broke off: {error.message}",
                        hint="Run the command again: it goes on where it stopped.",
                    ) from error
        return await asyncio.to_thread(_finished, wanted, part)

    async def _download(self, wanted: Wanted, part: Path, progress: Progress) -> None:
        mark = part.with_suffix(".etag")
        there, known = _size(part), _tag(mark)
        headers: tuple[tuple[str, str], ...] = ()
        if there and (known or wanted.sha256):
            headers = (("range", f"bytes={there}-"), *((("if-range", known),) if known else ()))
        else:
            there = 0
        async with self._get(wanted.url, headers, _LIMITS) as response:
            if response.status == 416 and there == wanted.size:
                return
            if response.status not in {200, 206}:
                raise PullRefused(f"The server answers with status {response.status}.", hint="Look at the address.")
            there = there if response.status == 206 else 0
            _remember(mark, response)
            length = response.headers.get(b"content-length", b"")
            total = there + int(length) if length.isdigit() else wanted.size
            if total is not None:
                self._check_room(total - there)
            with part.open("ab" if there else "wb") as file:
                await _save(response, file, lambda done: progress(there + done, total))

    def _get(self, url: str, headers: tuple[tuple[str, str], ...], limits: Limits) -> "_Following":
        return _Following(self._client, self._reach, url, headers, limits)

    def _reach(self, url: str, why: str) -> tuple[str, str]:
        """The destination of an address, once its host is allowed, and the path; raises PullRefused."""
        wrong = PullRefused("This is no address of a file.", hint="Write https://host/file.gguf")
        try:
            parts = urlsplit(url)
            given = parts.port
        except ValueError:
            raise wrong from None
        host = (parts.hostname or "").lower()
        plain = url.isascii() and url.isprintable() and " " not in url
        if parts.scheme not in {"http", "https"} or not host or parts.username is not None or not plain:
            raise wrong
        port = given or (443 if parts.scheme == "https" else 80)
        if not self._allow(host, why):
            raise PullRefused(f"The host {host} is not allowed: {why}.", hint=f"If you trust it: --allow {host}")
        place = Destination(f"Download from {host}:{port}", self._how_far, Assurance.DECLARED)
        tcp = Tcp(host, port, "https" if parts.scheme == "https" else "http")
        self._destinations.declare(Entry(place, tcp, reuse=False))
        return place.name, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _place(self, wanted: Wanted) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (self._folder / wanted.name).exists():
            raise PullRefused(f"There is a file {wanted.name} already.", hint="Remove it first, or keep it.")
        return self._folder / f"{wanted.name}.part"

    def _check_room(self, size: int) -> None:
        free = shutil.disk_usage(self._folder).free
        if size > free:
            raise PullRefused(f"It takes {size / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free in {self._folder}.")


class _Following:
    """A GET that asks before it goes where a server sends it on: `async with` gives the last answer."""

    def __init__(
        self,
        client: Client,
        reach: Callable[[str, str], tuple[str, str]],
        url: str,
        headers: tuple[tuple[str, str], ...],
        limits: Limits,
    ) -> None:
        self._client = client
        self._reach = reach
        self._url = url
        self._headers = headers
        self._limits = limits

    async def __aenter__(self) -> Response:
        url, why = self._url, "the file is there"
        for _ in range(_MOST_REDIRECTS + 1):
            name, path = self._reach(url, why)
            exchange = self._client.stream(name, "GET", path, headers=self._headers, limits=self._limits)
            response = await exchange.__aenter__()
            if response.status not in _REDIRECTS:
                self._exchange = exchange
                return response
            await exchange.__aexit__(None, None, None)
            where = response.headers.get(b"location", b"").decode("ascii", "replace")
            why = f"{urlsplit(url).hostname} sends us on to it"
            try:
                url = urljoin(url, where)
            except ValueError:
                raise PullRefused("The server sends us on to what is no address.") from None
        raise PullRefused("The server sends us on and on.")

    async def __aexit__(self, *error: object) -> None:
        await self._exchange.__aexit__(*error)


def wanted_at(url: str, sha256: str | None) -> Wanted:
    """The file at an address; raises PullRefused."""
    path = urlsplit(url).path
    return Wanted(url, checked_name(path.rpartition("/")[2]), checked_hash(sha256))


def checked_name(name: str) -> str:
    """The name of a model file; raises PullRefused."""
    if _FILE_NAME.match(name) is None:
        raise PullRefused("A model file's name ends in .gguf and has no odd characters.", hint="Rename it.")
    if _PART_OF_SEVERAL.search(name) is not None:
        raise PullRefused("This is one part of several.", hint="Choose a file that is whole.")
    return name


def checked_hash(sha256: str | None) -> str | None:
    """A SHA-256 in small hexadecimal digits; raises InvalidRequest."""
    if sha256 is not None and _SHA256.match(sha256.lower()) is None:
        raise InvalidRequest("A SHA-256 has 64 hexadecimal digits.")
    return None if sha256 is None else sha256.lower()


def with_hash(wanted: Wanted, sha256: str | None) -> Wanted:
    """The file with the hash that somebody expects; raises PullRefused if the hub tells another one."""
    expected = checked_hash(sha256)
    if expected is not None and wanted.sha256 not in {None, expected}:
        raise PullRefused(f"The hub says that its SHA-256 is {wanted.sha256}.")
    return replace(wanted, sha256=expected or wanted.sha256)


def _chosen(paths: Iterable[str], file: str | None, repository: str) -> str:
    names = sorted(paths)
    if file is not None and file in names:
        return file
    if file is None and len(names) == 1:
        return names[0]
    if not names:
        raise PullRefused(f"{repository} has no GGUF file.", hint="Look for one whose name ends in -GGUF.")
    raise PullRefused(f"{repository} has {len(names)} files: {', '.join(names[:30])}.", hint="Choose one: --file NAME")


def _remember(mark: Path, response: Response) -> None:
    etag = response.headers.get(b"etag", b"").decode("ascii", "replace")
    # A weak tag (W/) does not promise the same bytes.
    if etag.startswith('"') and etag.isascii() and etag.isprintable():
        mark.write_text(etag, "ascii")
    else:
        mark.unlink(missing_ok=True)


async def _save(response: Response, file: BinaryIO, progress: Callable[[int], None]) -> None:
    done, held, size = 0, list[bytes](), 0
    try:
        while piece := await response.piece():
            held.append(piece)
            size += len(piece)
            if size >= _BUFFER:
                await asyncio.to_thread(file.write, b"".join(held))
                done, held, size = done + size, [], 0
                progress(done)
    finally:
        # Also what came before the connection broke: the next try goes on after it.
        file.write(b"".join(held))
    progress(done + size)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _tag(mark: Path) -> str:
    return mark.read_text("ascii") if mark.exists() else ""


def _finished(wanted: Wanted, part: Path) -> Pulled:
    """Look at what came, and give it its name; raises PullRefused."""
    found = _hash(part)
    if wanted.sha256 is not None and found != wanted.sha256:
        part.unlink()
        raise PullRefused(f"Its SHA-256 is {found} and should be {wanted.sha256}. It was thrown away.")
    try:
        read_header(part)
    except ModelFileUnreadable:
        part.unlink()
        raise PullRefused("What came is not a GGUF file. It was thrown away.", hint="Look at the address.") from None
    part.with_suffix(".etag").unlink(missing_ok=True)
    return Pulled(part.rename(part.with_suffix("")), found)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_BUFFER):
            digest.update(chunk)
    return digest.hexdigest()
