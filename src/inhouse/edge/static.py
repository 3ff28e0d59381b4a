"""The browser app's files.

The list of files is made once, at start, so no path from outside ever touches the file system. Hashed assets may be
kept for ever; the page itself is asked for each time. Where the browser app was not built, one plain page says how.
"""

import asyncio
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from inhouse.core.errors import NotFound
from inhouse.edge.asgi import Receive, Scope, Send, header, respond

_ENCODINGS = ((b"br", ".br"), (b"gzip", ".gz"))

_WITHOUT_UI = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Inhouse</title></head>
<body><h1>Inhouse is running, without its browser app</h1>
<p>The API works. To get the browser app, install Node.js 20.19 or later and run <code>make run</code> again,
or install a released wheel, which holds it already built.</p>
<p><a href="/api/openapi.json">What the API offers</a></p></body></html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    content_type: bytes
    encoded: tuple[tuple[bytes, Path], ...]
    immutable: bool


class StaticFiles:
    """Serves a folder; `/anything` without a file of that name is the app's page, which draws what fits."""

    def __init__(self, folder: Path) -> None:
        self._files = {f"/{path.relative_to(folder).as_posix()}": _file(folder, path) for path in _originals(folder)}
        self._page = self._files.get("/index.html")

    @property
    def built(self) -> bool:
        """Whether the browser app is there."""
        return self._page is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD; raises NotFound for anything else."""
        path: str = scope["path"]
        if scope["method"] not in ("GET", "HEAD") or path.startswith(("/api", "/v1")):
            raise NotFound("There is nothing here.")
        file = self._files.get(path)
        if file is None:
            # A missing asset is missing: answering with the page would make a script of it.
            if "." in path.rsplit("/", 1)[-1] or path.startswith("/assets/"):
                raise NotFound("There is nothing here.")
            file = self._page
        if file is None:
            await respond(send, 200, [(b"content-type", b"text/html; charset=utf-8")], _WITHOUT_UI)
            return
        await _send_file(file, scope, send)


async def _send_file(file: _File, scope: Scope, send: Send) -> None:
    accepted = {part.split(b";")[0].strip() for part in (header(scope, b"accept-encoding") or b"").split(b",")}
    headers = [
        (b"content-type", file.content_type),
        (b"cache-control", b"public, max-age=31536000, immutable" if file.immutable else b"no-cache"),
        (b"vary", b"accept-encoding"),
    ]
    path = file.path
    for encoding, encoded in file.encoded:
        if encoding in accepted:
            path = encoded
            headers.append((b"content-encoding", encoding))
            break
    body = await asyncio.to_thread(path.read_bytes)
    await respond(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


def _originals(folder: Path) -> list[Path]:
    suffixes = tuple(suffix for _, suffix in _ENCODINGS)
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(suffixes)]


def _file(folder: Path, path: Path) -> _File:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in ("application/javascript", "application/json"):
        kind += "; charset=utf-8"
    encoded = tuple(
        (encoding, other) for encoding, suffix in _ENCODINGS if (other := path.with_name(path.name + suffix)).is_file()
    )
    return _File(path, kind.encode(), encoded, path.relative_to(folder).parts[0] == "assets")
