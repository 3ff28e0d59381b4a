import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from inhouse.host import ChildState, FolderBusy, Machine, look_at_machine
from inhouse.models.engine import Engine, EngineFailed, ModelFile, ModelFileChanged, Shape, built_in_model, choose_shape
from inhouse.models.gguf import GgufHeader, ModelFileUnreadable
from tests.support import parent
from tests.support.people import KINDS, expect_gone, mode, person, read_line, seen_from_outside

GIB = 1 << 30


class Watched:
    """An engine and the states that it goes through."""

    def __init__(self, folder: Path, model: ModelFile | None = None) -> None:
        self.states: asyncio.Queue[ChildState] = asyncio.Queue()
        self.engine = Engine(folder, model or built_in_model(), look_at_machine(), self.states.put_nowait)

    async def next_states(self, count: int) -> list[ChildState]:
        async with asyncio.timeout(60):
            return [await self.states.get() for _ in range(count)]


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path / "engine")
    await watched.engine.start()
    try:
        yield watched
    finally:
        await watched.engine.stop()


async def exchange(engine: Engine, method: str, path: str, body: object = None, key: str | None = None) -> str:
    """One HTTP exchange over the socket, as raw as it comes."""
    reader, writer = await asyncio.open_unix_connection(str(engine.socket))
    content = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: engine\r\nOrigin: http://elsewhere.example\r\nConnection: close\r\n"
        f"Authorization: Bearer {engine.key if key is None else key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    writer.write(head.encode() + content)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode()


QUESTION = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 8, "stream": True}


async def test_it_streams_an_answer_and_comes_back_after_a_crash(watched: Watched) -> None:
    engine = watched.engine
    for restarts in (0, 1):
        answer = await exchange(engine, "POST", "/v1/chat/completions", QUESTION)
        assert answer.startswith("HTTP/1.1 200 OK")
        assert answer.count('"content":"') >= 2
        assert "data: [DONE]" in answer
        assert engine.restarts == restarts
        assert engine.pid is not None
        if restarts == 0:
            os.kill(engine.pid, signal.SIGKILL)
            assert await watched.next_states(4) == [
                ChildState.STARTING,
                ChildState.READY,
                ChildState.RESTARTING,
                ChildState.READY,
            ]


async def test_what_runs_is_told(watched: Watched) -> None:
    facts = watched.engine.facts
    assert facts is not None
    assert (facts.model, facts.sha256) == ("smollm2-135m-instruct", built_in_model().sha256)
    assert facts.isolation.network == ("namespace" if os.geteuid() == 0 else "user-namespace")
    assert facts.isolation.user == ("inhouse-engine" if os.geteuid() == 0 else None)
    slots = (await exchange(watched.engine, "GET", "/slots")).partition("\r\n\r\n")[2]
    told = json.loads(slots[slots.index("[") : slots.rindex("]") + 1])
    assert [slot["n_ctx"] for slot in told] == [facts.shape.context_per_slot] * facts.shape.slots
    models = await exchange(watched.engine, "GET", "/v1/models")
    assert '"id":"smollm2-135m-instruct"' in models
    assert "gguf" not in models.lower().replace('"format":"gguf"', "")


async def test_nobody_without_the_key_gets_in_and_no_web_page_is_served(watched: Watched) -> None:
    for key in ("", "wrong"):
        answer = await exchange(watched.engine, "POST", "/v1/chat/completions", QUESTION, key)
        assert answer.startswith("HTTP/1.1 401")
    page = await exchange(watched.engine, "GET", "/")
    assert page.startswith("HTTP/1.1 404")
    answer = await exchange(watched.engine, "POST", "/v1/chat/completions", QUESTION)
    assert "elsewhere.example" not in answer
    assert "Allow-Credentials" not in answer


async def test_the_key_and_the_socket_are_seen_by_us_alone(watched: Watched) -> None:
    engine = watched.engine
    assert engine.pid is not None
    assert engine.key not in seen_from_outside(engine.pid)
    assert mode(engine.socket.parent) == 0o700


async def test_a_second_engine_on_the_same_folder_is_refused(watched: Watched, tmp_path: Path) -> None:
    with pytest.raises(FolderBusy):
        await Watched(tmp_path / "engine").engine.start()


async def test_a_damaged_built_in_model_is_named_with_both_hashes(tmp_path: Path) -> None:
    built_in = built_in_model()
    copy = tmp_path / "copy.gguf"
    shutil.copyfile(built_in.path, copy)
    with copy.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"damage")
    watched = Watched(tmp_path / "engine", replace(built_in, path=copy))
    with pytest.raises(ModelFileChanged) as caught:
        await watched.engine.start()
    assert str(copy) in caught.value.message
    assert str(built_in.sha256) in caught.value.message
    assert caught.value.hint is not None
    assert watched.engine.pid is None


async def test_a_file_that_is_no_model_is_refused_and_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("not a model, although it has a hopeful name")
    watched = Watched(tmp_path / "engine", ModelFile(tmp_path / "text.gguf", "text"))
    with pytest.raises(ModelFileUnreadable, match="text"):
        await watched.engine.start()
    assert watched.engine.pid is None


async def test_a_model_that_is_cut_off_after_its_header_cannot_be_loaded(tmp_path: Path) -> None:
    with built_in_model().path.open("rb") as file:
        (tmp_path / "cut.gguf").write_bytes(file.read(3_000_000))
    watched = Watched(tmp_path / "engine", ModelFile(tmp_path / "cut.gguf", "cut"))
    with pytest.raises(EngineFailed, match=r"cut\.gguf"):
        await watched.engine.start()
    assert watched.engine.pid is None


SMALL = GgufHeader("llama", "small", 8192, 23_040)
LARGE = GgufHeader("llama", "large", 131_072, 131_072)


@pytest.mark.parametrize(
    ("machine", "header", "shape"),
    [
        (Machine(2, 24 * GIB), SMALL, Shape(4, 4096, 2)),
        (Machine(8, 24 * GIB), SMALL, Shape(8, 4096, 8)),
        (Machine(64, 256 * GIB), LARGE, Shape(8, 4096, 16)),
        (Machine(1, GIB), SMALL, Shape(2, 4096, 1)),
        (Machine(4, 8 * GIB), LARGE, Shape(4, 4096, 4)),
        (Machine(4, 3 * GIB), LARGE, Shape(1, 4096, 4)),
        (Machine(4, GIB), LARGE, Shape(1, 2048, 4)),
        (Machine(2, 24 * GIB), replace(SMALL, trained_context=2048), Shape(4, 2048, 2)),
        (Machine(2, 24 * GIB), None, Shape(4, 4096, 2)),
    ],
)
def test_the_engine_is_laid_out_for_the_machine(machine: Machine, header: GgufHeader | None, shape: Shape) -> None:
    assert choose_shape(machine, header) == shape


@pytest.mark.parametrize("kind", KINDS)
def test_when_inhouse_is_killed_no_engine_is_left(kind: str) -> None:
    with person(kind) as somebody:
        homes = {place: mode(place) for place in (somebody.home, *somebody.home.parents)}
        program = (sys.executable, str(parent.__file__), "engine", str(somebody.home / "data"))
        with somebody.start(*program) as process:
            facts = json.loads(read_line(process.stdout))
            assert facts["network"] == ("namespace" if kind == "root" else "user-namespace")
            assert facts["user"] == ("inhouse-engine" if kind == "root" else None)  # a user namespace knows us alone
            with expect_gone({facts["pid"]}, 5):
                process.kill()
        assert {place: mode(place) for place in homes} == homes
