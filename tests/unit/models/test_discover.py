import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from inhouse.models.discover import SERVERS, Discovery, OfferedName, Server
from inhouse.models.engine import built_in_model
from inhouse.net import Client, Destinations
from tests.scripted import Answer, Cut, Upstream, document, failure


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream(models=("llama3.2:3b", "qwen2.5")) as server:
        yield server


def discovery(upstream: Upstream, folder: Path, own_port: int = 8800) -> Discovery:
    table = Destinations()
    return Discovery(Client(table), table, folder, own_port, (Server("Ollama", upstream.port),))


async def test_a_server_is_offered_with_its_models(upstream: Upstream, tmp_path: Path) -> None:
    (brain,) = await discovery(upstream, tmp_path).look()
    assert (brain.id, brain.kind, brain.title) == (f"loopback:{upstream.port}", "loopback", "Ollama")
    assert brain.names == (OfferedName("llama3.2:3b", None), OfferedName("qwen2.5", None))
    assert upstream.requests == []


async def test_the_context_is_taken_where_the_server_tells(upstream: Upstream, tmp_path: Path) -> None:
    data = [{"id": "a", "max_model_len": 32768}, {"id": "b", "meta": {"n_ctx": 4096}}, {"id": "c", "meta": "x"}]
    upstream.on("/v1/models", document(orjson.dumps({"data": data}), "application/json"))
    (brain,) = await discovery(upstream, tmp_path).look()
    assert [name.context_tokens for name in brain.names] == [32768, 4096, None]


async def test_our_own_port_is_never_asked(upstream: Upstream, tmp_path: Path) -> None:
    assert await discovery(upstream, tmp_path, own_port=upstream.port).look() == ()
    assert upstream.connections == 0


@pytest.mark.parametrize(
    "answer",
    [
        failure(404),
        failure(401),
        document(b"<html>"),
        document(b"[]", "application/json"),
        document(b'{"data": []}', "application/json"),
        document(b'{"data": [{"id": ""}, {"id": 5}, {"id": "a\\u0000b"}, null]}', "application/json"),
        Answer((Cut(),)),
        document(b"x" * (1 << 20) + b"x", "application/json"),
    ],
)
async def test_what_is_no_model_server_is_not_offered(upstream: Upstream, tmp_path: Path, answer: Answer) -> None:
    upstream.on("/v1/models", answer)
    assert await discovery(upstream, tmp_path).look() == ()


async def test_nobody_there_is_no_offer(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    assert await discovery(Upstream(port=port), tmp_path).look() == ()


async def test_model_files_are_offered_with_what_they_say_of_themselves(upstream: Upstream, tmp_path: Path) -> None:
    await upstream.__aexit__()
    (tmp_path / "small.gguf").symlink_to(built_in_model().path)
    (tmp_path / "Broken.GGUF").write_bytes(b"GGUF\x03\x00")
    (tmp_path / "readme.txt").write_text("no model")
    (tmp_path / "folder.gguf").mkdir()
    broken, small = await discovery(upstream, tmp_path).look()
    assert (broken.id, broken.names) == ("gguf:Broken.GGUF", ())
    assert "cannot be read" in broken.detail
    assert (small.id, small.kind, small.file) == ("gguf:small.gguf", "gguf", "small.gguf")
    assert small.names == (OfferedName("small", 8192),)
    assert "llama" in small.detail
    shutil.rmtree(tmp_path)
    assert await discovery(upstream, tmp_path).look() == ()


def test_the_usual_servers_are_known() -> None:
    assert {server.port for server in SERVERS} == {11434, 8000, 1234, 8080}
