"""What must not be on a disk is looked for on the disk: unique words in every kind of content, then every file is read.

Two installations. One seals nothing, so that whatever is written can be found: there, words of chats that are kept are
found (the search is not blind), and words of chats whose history is off are not. The other is the product as it is,
watched by strace, which says which paths its processes wrote: that is what has to be searched. There no word is found.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from inhouse.knowledge.document import FILE_BYTES
from tests.canaries import Canaries, family_of, files_below, open_files_of
from tests.product import Person, Product
from tests.scripted import Answer, Cut, Gate, Upstream, chunk, failure, words

READER = b"inhouse.knowledge.reading_process"


class Unsealed(Product):
    """The product with a vault that leaves content as it is."""

    @property
    def program(self) -> tuple[str, ...]:
        return (sys.executable, "-m", "tests.support.unsealed")


@dataclass(frozen=True)
class Said:
    """The words of one person, kept or not, and what that person used them in."""

    canaries: Canaries
    temporary: bool

    def word(self, kind: str) -> str:
        return self.canaries.word(kind)


def installed(folder: Path, kind: type[Product], **settings: str) -> Product:
    """An installation with temporary folders and a home of its own, all below `folder`."""
    for name in ("temporary", "home"):
        (folder / name).mkdir(parents=True)
    own = {"TMPDIR": str(folder / "temporary"), "HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    return kind(folder, {**own, **settings})


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = installed(tmp_path_factory.mktemp("unsealed"), Unsealed, INHOUSE_ENGINE="off").start()
    yield product
    with suppress(ProcessLookupError):
        product.stop()


@pytest.fixture(scope="module")
def watched_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product as it is, with the engine, and strace beside it."""
    if shutil.which("strace") is None:
        needed = os.environ.get("CI") == "true"
        (pytest.fail if needed else pytest.skip)("No strace was found; on Debian: sudo apt-get install strace")
    product = installed(tmp_path_factory.mktemp("watched"), Product)
    product.wrapper = ("strace", *STRACE, "--output", str(trace_of(product)))
    product.start()
    yield product
    assert product.process is not None
    for pid in family_of(product.process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    product.process.wait()


STRACE = (
    "--follow-forks", "--seccomp-bpf", "--quiet=all", "--decode-fds=path", "--string-limit=4096",
    "--trace=open,openat,openat2,creat,truncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat",
)  # fmt: skip


def trace_of(product: Product) -> Path:
    return product.folder.with_name(f"{product.folder.name}.trace")


def paths_written(trace: Path) -> set[str]:
    """Every path that was opened for writing, made or given to a file, as strace saw it."""
    found: set[str] = set()
    for line in trace.read_text("utf-8", "replace").splitlines():
        call = re.match(r"\d+ +(\w+)\((.*)", line)
        if call is None or " = -1 " in line:
            continue
        name, arguments = call.groups()
        if name.startswith("open") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", arguments):
            continue
        for folder, path in re.findall(r'(?:(?:AT_FDCWD|\d+)(?:<([^>]*)>)?, )?"([^"]*)"', arguments):
            found.add(os.path.normpath(Path(folder, path)))
    return found


def expected(path: str, folder: Path) -> bool:
    """Whether a path lies where we search, or is no file: devices, sockets, and what the kernel shows of a process.

    WALLED is what the database sees of the data folder behind its walls; outside of them it is not there. Where a call
    names no folder, it is the database's in its own.
    """
    assert not Path(WALLED).exists()
    if re.match(r"(base|global|pg_\w+)/", path):
        return True
    return path.startswith((f"{folder}/", f"{WALLED}/", "/dev/", "/proc/")) or "/__pycache__/" in path


@asynccontextmanager
async def talking(product: Product, said: Said) -> AsyncIterator[tuple[Person, str, Upstream]]:
    """Somebody with an upstream that is declared to be outside, so that stand-ins go there."""
    async with Upstream(models=("gpt-4o",)) as upstream, product.person() as ada:
        command = ["models", "add", f"At {upstream.port}", "--endpoint", f"http://127.0.0.1:{upstream.port}/v1"]
        command += [
            "--terms",
            "external",
            "--account",
            f"a {upstream.port}",
            "--upstream-model",
            "gpt-4o",
            "--fit-for-work",
        ]
        done = await asyncio.to_thread(product.command, *command)
        assert done.returncode == 0, done.stdout + done.stderr
        ada.client.headers["x-note"] = said.canaries.plain("header")
        yield ada, done.stdout.strip(), upstream


async def upload(ada: Person, chat: str, name: str, content: bytes | AsyncIterator[bytes]) -> httpx2.Response:
    headers = {"x-csrf-token": ada.csrf, "x-file-name": quote(name), "content-type": "application/octet-stream"}
    return await ada.client.post(f"/api/chats/{chat}/files", content=content, headers=headers)


async def read(ada: Person, chat: str, file: str) -> str:
    """Wait until the file is read, or cannot be; says which."""
    async with asyncio.timeout(60):
        while (state := (await ada.get(f"/api/chats/{chat}/files/{file}")).json()["state"]) not in ("ready", "failed"):
            await asyncio.sleep(0.05)
    return state


async def everything(product: Product, said: Said) -> None:
    """Every kind of content, on ways that go well."""
    async with talking(product, said) as (ada, model, upstream):
        chat = await ada.new_chat(model=model, temporary=said.temporary, instructions=said.word("instructions"))
        large = long(said.word("attachment"), 1200)
        assert len(large) > 1 << 20
        sent = await upload(ada, chat, f"{said.word('file name')}.txt", large)
        assert sent.status_code == 201, sent.text
        assert await read(ada, chat, sent.json()["id"]) == "ready"
        upstream.will(words(said.word("answer"), reasoning=said.word("reasoning")), words(said.word("written title")))
        email = f"{said.canaries.plain('stand-in')}@northwind.de"
        text = f"{said.word('prompt')}: write to {email}."
        check = await ada.send("POST", "/api/guard/check", {"text": said.word("draft"), "model": model})
        assert check.status_code == 200, check.text
        run = await ada.say(chat, text, attachments=[{"file": sent.json()["id"], "portions": [0]}])
        assert said.word("answer") in (await ada.answer(run["run_id"]))[0]
        assert email not in json.dumps(upstream.requests[0].json)
        if not said.temporary:
            await titled(ada, chat, said.word("written title"))
        changed = await ada.send("PATCH", f"/api/chats/{chat}", {"title": said.word("title")})
        assert changed.status_code == 200
        assert (await ada.get("/api/search", q=said.word("search"))).status_code == 200
        # A reload: what was said is still there.
        assert text in [one["text"] for one in await ada.messages(chat)]
        # No title is asked for where nothing is kept.
        assert len(upstream.requests) == (1 if said.temporary else 2)
        upstream.forget()
        await at_the_doors(product, said, ada, model, upstream)


async def titled(ada: Person, chat: str, title: str) -> None:
    """Wait until the chat has this title, which a model writes beside the answer."""
    async with asyncio.timeout(30):
        while (await ada.get(f"/api/chats/{chat}")).json()["title"] != title:
            await asyncio.sleep(0.05)


async def at_the_doors(product: Product, said: Said, ada: Person, model: str, upstream: Upstream) -> None:
    """Tools: what they are asked, and what they gave."""
    key = await asyncio.to_thread(product.make_key, ada.email)
    asked = {"name": "look", "arguments": json.dumps({"for": said.word("tool argument")}, ensure_ascii=False)}
    call = chunk(delta={"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": asked}]})
    upstream.will(Answer((call, chunk(delta={}, finish_reason="tool_calls"), b"data: [DONE]\n\n")))
    body = {
        "model": model,
        "input": [
            {"role": "user", "content": "Look."},
            {"type": "function_call", "call_id": "call_0", "name": "look", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_0", "output": said.word("tool result")},
        ],
        "tools": [{"type": "function", "name": "look", "parameters": {"type": "object", "properties": {}}}],
        "store": not said.temporary,
    }
    headers = {"authorization": f"Bearer {key}"}
    done = await ada.client.post("/v1/responses", json=body, headers=headers)
    assert done.status_code == 200, done.text
    assert said.word("tool argument") in json.dumps(done.json(), ensure_ascii=False)


async def troubles(product: Product, said: Said) -> None:
    """Every kind of content, on ways that go wrong."""
    async with talking(product, said) as (ada, model, upstream):
        chat = await ada.new_chat(model=model, temporary=said.temporary)
        upstream.will(*[failure(500, said.word("upstream's error"))] * 9)
        _, last = await ada.answer((await ada.say(chat, said.word("refused prompt")))["run_id"])
        assert last["type"] == "failed", last
        chat = await ada.new_chat(model=model, temporary=said.temporary)
        upstream.forget()
        upstream.will(words(said.word("half an answer"), Cut()))
        _, last = await ada.answer((await ada.say(chat, said.word("cut prompt")))["run_id"])
        assert last["type"] == "failed", last
        bad = await ada.send("POST", f"/api/chats/{chat}/runs", {"kind": said.word("bad field")})
        assert bad.status_code in (400, 422), bad.text
        assert (await ada.get(f"/api/{said.canaries.plain('unknown path')}")).status_code == 404
        if said.temporary:
            # In a chat that is kept its pieces are stored, sealed, until it is known to be too large.
            too_large = await upload(ada, chat, "large.txt", endless(long(said.word("oversized file"), 64)))
            assert too_large.status_code == 413, too_large.text
        broken = b"%PDF-1.7\n" + long(said.word("broken file"), 10)
        sent = await upload(ada, chat, "broken.pdf", broken)
        assert await read(ada, chat, sent.json()["id"]) == "failed"
        sent = await upload(ada, chat, "crash.txt", long(said.word("file of a crash"), 4000))
        await asyncio.to_thread(crash_the_reader, product)
        await read(ada, chat, sent.json()["id"])


def long(word: str, times: int) -> bytes:
    """A text of so many kilobytes with the word in each; PostgreSQL compresses it."""
    return b"".join(f"{word} {f'line {number} of many. ' * 48}\n".encode() for number in range(times))


async def endless(piece: bytes) -> AsyncIterator[bytes]:
    for _ in range(FILE_BYTES // len(piece) + 2):
        yield piece


def crash_the_reader(product: Product) -> None:
    """Send the process that reads a file the signal of a fault in its memory: it dumps core where that is allowed."""
    assert product.process is not None
    for pid in family_of(product.process.pid):
        with suppress(OSError):
            if READER in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGSEGV)


async def running_when_it_dies(product: Product, said: Said) -> dict[str, set[str]]:
    """The server is killed while it writes an answer; gives what was found in files that it held open just before."""
    gate = Gate()
    async with talking(product, said) as (ada, model, upstream):
        chat = await ada.new_chat(model=model, temporary=said.temporary)
        upstream.will(words(said.word("answer at the end"), gate, "never"))
        await ada.say(chat, said.word("prompt at the end"))
        await asyncio.wait_for(gate.reached.wait(), 30)
        server = server_of(product)
        found = await asyncio.to_thread(lambda: said.canaries.found(open_files_of(family_of(server))))
        os.kill(server, signal.SIGKILL)
        assert product.process is not None
        await asyncio.to_thread(product.process.wait, 30)
        return found


def server_of(product: Product) -> int:
    """The server's process: the first, or the child of what watches it."""
    assert product.process is not None
    return family_of(product.process.pid)[1 if product.wrapper else 0]


async def test_what_is_kept_is_found_and_what_is_not_kept_is_not(open_house: Product) -> None:
    kept, off = Said(Canaries(), temporary=False), Said(Canaries(), temporary=True)
    for said in (kept, off):
        await everything(open_house, said)
        await troubles(open_house, said)
    assert await running_when_it_dies(open_house, off) == {}
    files = dict(files_below(open_house.folder, SHARED_MEMORY))
    found = await asyncio.to_thread(kept.canaries.found, files.items())
    # Whatever a chat keeps is found, so the search sees: in the log of the database, in compressed values, all kinds.
    assert set(kept.canaries.words) - set(found) == NEVER_KEPT, sorted(found)
    ways = " ".join(way for places in found.values() for way in places)
    assert "(utf-8)" in ways
    assert "(pglz)" in ways
    assert await asyncio.to_thread(off.canaries.found, files.items()) == {}


@pytest.mark.timeout(400)  # It reads every file that any process wrote; minutes on a busy machine.
async def test_no_file_that_any_process_wrote_holds_a_word(watched_house: Product) -> None:
    kept, off = Said(Canaries(), temporary=False), Said(Canaries(), temporary=True)
    for said in (kept, off):
        await everything(watched_house, said)
        await in_the_engine(watched_house, said)
    await troubles(watched_house, off)
    assert await running_when_it_dies(watched_house, off) == {}
    written = paths_written(trace_of(watched_house))
    # The watch sees: the log of the database was written, and so was what the server says.
    assert any("/pg_wal/" in path for path in written)
    assert [path for path in sorted(written) if not expected(path, watched_house.folder)] == []
    files = dict(files_below(watched_house.folder, SHARED_MEMORY))
    for said in (kept, off):
        assert await asyncio.to_thread(said.canaries.found, files.items()) == {}


async def in_the_engine(product: Product, said: Said) -> None:
    """The local model is asked; what it says is its own business."""
    async with product.person() as ada:
        run = await ada.say(
            await ada.new_chat(model="demo", temporary=said.temporary), said.word("prompt for the engine")
        )
        async for _, event in ada.events(run["run_id"]):
            if event["type"] == "text_delta":
                break
        assert (await ada.send("POST", f"/api/runs/{run['run_id']}/cancel")).status_code == 202


WALLED = "/tmp/inhouse"
SHARED_MEMORY = Path("/dev/shm")
NEVER_KEPT = {"header", "draft", "search", "upstream's error", "bad field", "unknown path"}
"""What is kept of nobody, also where nothing is sealed."""
