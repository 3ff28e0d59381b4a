"""Which brains stand ready on this machine: model servers on loopback, and GGUF files in the models folder.

They are offered, never taken: the ports are asked only when an administrator looks.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from inhouse.core.errors import InhouseError
from inhouse.models.account import Account
from inhouse.models.gguf import ModelFileUnreadable, read_header
from inhouse.models.json_values import a_count, a_list, an_object
from inhouse.net import Client, Destinations, Limits, loopback

_LIMITS = Limits(connect=0.5, first_byte=1.5, idle=1.0, body_bytes=1 << 20)
_MOST_NAMES = 200
_MOST_FILES = 100
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of model server and the port where it usually listens."""

    name: str
    port: int


SERVERS = (
    Server("Ollama", 11434),
    Server("vLLM", 8000),
    Server("LM Studio", 1234),
    Server("llama.cpp", 8080),
)


@dataclass(frozen=True, slots=True)
class OfferedName:
    """A model that a server offers; `context_tokens` is None when the server does not tell."""

    name: str
    context_tokens: int | None


@dataclass(frozen=True, slots=True)
class Brain:
    """Something that could answer. `port` for a server, `file` for a file in the models folder."""

    id: str
    title: str
    detail: str
    names: tuple[OfferedName, ...]
    port: int | None = None
    file: str | None = None

    @property
    def kind(self) -> str:
        """As the contract names it: `loopback` or `gguf`."""
        return "gguf" if self.port is None else "loopback"


class Discovery:
    """Looks for brains. Our own port is never asked."""

    def __init__(
        self,
        client: Client,
        destinations: Destinations,
        folder: Path,
        own_port: int,
        servers: Sequence[Server] = SERVERS,
    ) -> None:
        self._client = client
        self._destinations = destinations
        self._servers = tuple(server for server in servers if server.port != own_port)
        self.folder = folder

    async def look(self) -> tuple[Brain, ...]:
        """Everything that is there now; takes at most about three seconds."""
        asked = await asyncio.gather(*(self._ask(server) for server in self._servers))
        files = await asyncio.to_thread(_files, self.folder)
        return (*(brain for brain in asked if brain is not None), *files)

    async def context_of(self, account: Account, upstream_model: str) -> int | None:
        """How many tokens a model of an account takes, if its server tells; the account is in net's table already."""
        version = account.endpoint.api_version
        path = account.endpoint.path + "/models" + ("" if version is None else f"?api-version={version}")
        try:
            answer = await self._client.fetch(account.destination.name, path, limits=_LIMITS)
        except InhouseError:
            return None
        names = _names(answer.body) if answer.status == 200 else ()
        return next((offered.context_tokens for offered in names if offered.name == upstream_model), None)

    async def _ask(self, server: Server) -> Brain | None:
        # A name of its own: what an account at the same port declares, its key above all, is not touched.
        name = f"Looking at port {server.port}"
        self._destinations.declare(loopback(name, server.port))
        try:
            answer = await self._client.fetch(name, "/v1/models", limits=_LIMITS)
        except InhouseError:
            return None
        finally:
            self._destinations.remove(name)
        names = _names(answer.body) if answer.status == 200 else ()
        if not names:
            return None
        detail = f"127.0.0.1:{server.port}, {len(names)} {'model' if len(names) == 1 else 'models'}"
        return Brain(f"loopback:{server.port}", server.name, detail, names, port=server.port)


def _names(body: bytes) -> tuple[OfferedName, ...]:
    try:
        value = an_object(orjson.loads(body))
    except orjson.JSONDecodeError:
        return ()
    found: list[OfferedName] = []
    for model in map(an_object, a_list(value.get("data"))[:_MOST_NAMES]):
        name = model.get("id")
        if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable():
            context = a_count(model.get("max_model_len")) or a_count(an_object(model.get("meta")).get("n_ctx"))
            found.append(OfferedName(name, context or None))
    return tuple(found)


def _files(folder: Path) -> tuple[Brain, ...]:
    if not folder.is_dir():
        return ()
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".gguf" and path.is_file())
    return tuple(_file(path) for path in paths[:_MOST_FILES])


def _file(path: Path) -> Brain:
    size = f"{path.stat().st_size / 1e9:.1f} GB"
    try:
        header = read_header(path)
    except ModelFileUnreadable:
        return Brain(f"gguf:{path.name}", path.name, f"{size}, cannot be read: is it complete?", (), file=path.name)
    context = header.trained_context
    learned = f", {context} tokens of context" if context is not None else ""
    title = header.name[:_LONGEST_NAME] if header.name.isprintable() else path.stem
    detail = f"{path.name}, {size}, {header.architecture}{learned}"
    return Brain(f"gguf:{path.name}", title, detail, (OfferedName(path.stem, context),), file=path.name)
