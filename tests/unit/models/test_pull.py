"""Model files from a file, a web server and a hub, all scripted."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.models.errors import PullFailed, PullRefused
from inhouse.models.pull import Pull, Wanted, checked_hash, checked_name, wanted_at, with_hash
from inhouse.net import Client, Destinations
from tests.scripted import Answer, Cut, Upstream, document

GGUF = b"GGUF" + (3).to_bytes(4, "little") + bytes(16) + b"weights" * 1000
SHA256 = hashlib.sha256(GGUF).hexdigest()
TAG = '"one"'


def served(data: bytes, status: int = 200, *more: tuple[str, str], cut: int | None = None) -> Answer:
    """A file, all of it or broken off after some bytes."""
    headers = (("content-type", "application/octet-stream"), ("content-length", str(len(data))), ("etag", TAG), *more)
    steps = (data,) if cut is None else (data[:cut], Cut())
    return Answer(steps, status, headers, framed=False)


@dataclass
class Shop:
    """A web server and somebody who pulls from it. `asked` notes the hosts and why."""

    upstream: Upstream
    pull: Pull
    folder: Path
    allowed: set[str]
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    told: list[tuple[int, int | None]] = field(default_factory=list[tuple[int, int | None]])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.upstream.port}"

    def progress(self, done: int, total: int | None) -> None:
        self.told.append((done, total))

    def wanted(self, sha256: str | None = SHA256) -> Wanted:
        return wanted_at(f"{self.address}/small.gguf", sha256)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    table = Destinations()
    async with Client(table) as client, Upstream() as upstream:
        allowed = {"127.0.0.1"}
        asked: list[tuple[str, str]] = []

        def allow(host: str, why: str) -> bool:
            asked.append((host, why))
            return host in allowed

        pull = Pull(client, table, tmp_path / "models", allow, DestinationClass.PRIVATE)
        yield Shop(upstream, pull, tmp_path / "models", allowed, asked)


async def test_a_file_comes_whole_with_its_progress(shop: Shop) -> None:
    shop.upstream.on("/small.gguf", served(GGUF))
    pulled = await shop.pull.fetch(shop.wanted(), shop.progress)
    assert (pulled.path.name, pulled.sha256) == ("small.gguf", SHA256)
    assert pulled.path.read_bytes() == GGUF
    assert shop.told[-1] == (len(GGUF), len(GGUF))
    assert [path.name for path in shop.folder.iterdir()] == ["small.gguf"]
    with pytest.raises(PullRefused, match="already"):
        await shop.pull.fetch(shop.wanted(), shop.progress)


async def test_what_broke_off_goes_on_where_it_stopped(shop: Shop) -> None:
    rest = served(GGUF[3000:], 206, ("content-range", f"bytes 3000-{len(GGUF) - 1}/{len(GGUF)}"))
    shop.upstream.on("/small.gguf", served(GGUF, cut=3000), rest)
    pulled = await shop.pull.fetch(shop.wanted(), shop.progress)
    assert pulled.path.read_bytes() == GGUF
    again = shop.upstream.gets[-1]
    assert (again.headers["range"], again.headers["if-range"]) == ("bytes=3000-", TAG)


async def test_a_file_that_has_changed_meanwhile_is_fetched_anew(shop: Shop) -> None:
    shop.upstream.on("/small.gguf", served(b"x" * 9000, cut=3000), served(GGUF))
    assert (await shop.pull.fetch(shop.wanted(), shop.progress)).path.read_bytes() == GGUF


async def test_another_hash_and_another_kind_of_file_are_thrown_away(shop: Shop) -> None:
    shop.upstream.on("/small.gguf", served(GGUF))
    with pytest.raises(PullRefused, match="should be"):
        await shop.pull.fetch(shop.wanted("0" * 64), shop.progress)
    shop.upstream.on("/small.gguf", document(b"<html>Please sign in</html>"))
    with pytest.raises(PullRefused, match="not a GGUF file"):
        await shop.pull.fetch(shop.wanted(None), shop.progress)
    assert not any(path.suffix in {".gguf", ".part"} for path in shop.folder.iterdir())


async def test_where_a_server_sends_us_on_is_asked_for(shop: Shop) -> None:
    away = document(b"", status=302)
    elsewhere = Answer(away.steps, 302, (("location", f"http://localhost:{shop.upstream.port}/there.gguf"),))
    shop.upstream.on("/small.gguf", elsewhere)
    shop.upstream.on("/there.gguf", served(GGUF))
    with pytest.raises(PullRefused, match="localhost is not allowed") as caught:
        await shop.pull.fetch(shop.wanted(), shop.progress)
    assert "--allow localhost" in (caught.value.hint or "")
    shop.allowed.add("localhost")
    assert (await shop.pull.fetch(shop.wanted(), shop.progress)).sha256 == SHA256


@pytest.mark.parametrize("where", ["http://[", "http://127.0.0.1:99999/x", "/a b", "/\xe4", "mailto:x", "http://a@b/"])
async def test_a_server_that_sends_us_to_what_is_no_address_is_left(shop: Shop, where: str) -> None:
    shop.upstream.on("/small.gguf", Answer((), 302, (("location", where),)))
    with pytest.raises(PullRefused):
        await shop.pull.fetch(shop.wanted(), shop.progress)


async def test_a_server_that_sends_us_round_and_round_is_left(shop: Shop) -> None:
    shop.upstream.on("/small.gguf", Answer((), 302, (("location", "/small.gguf"),)))
    with pytest.raises(PullRefused, match="on and on"):
        await shop.pull.fetch(shop.wanted(), shop.progress)


async def test_a_server_without_the_file_is_told(shop: Shop) -> None:
    with pytest.raises(PullRefused, match="status 404"):
        await shop.pull.fetch(shop.wanted(), shop.progress)


async def test_a_server_that_always_breaks_off_is_given_up(shop: Shop) -> None:
    shop.upstream.on("/small.gguf", served(GGUF, cut=0))
    with pytest.raises(PullFailed, match="broke off"):
        await shop.pull.fetch(shop.wanted(), shop.progress)


async def test_a_hub_tells_the_file_and_its_hash(shop: Shop) -> None:
    files = [
        {"type": "file", "path": "README.md", "size": 10},
        {"type": "file", "path": "q4/small.gguf", "size": len(GGUF), "lfs": {"oid": SHA256, "size": len(GGUF)}},
    ]
    tree = "/api/models/acme/small-GGUF/tree/main?recursive=true"
    shop.upstream.on(tree, document(orjson.dumps(files), "application/json"))
    shop.upstream.on("/acme/small-GGUF/resolve/main/q4/small.gguf", served(GGUF))
    wanted = await shop.pull.find("acme/small-GGUF", None, shop.address)
    assert (wanted.name, wanted.sha256, wanted.size) == ("small.gguf", SHA256, len(GGUF))
    assert (await shop.pull.fetch(wanted, shop.progress)).path.name == "small.gguf"
    more = [*files, {"type": "file", "path": "big.gguf", "size": 5}]
    shop.upstream.on(tree, document(orjson.dumps(more), "application/json"))
    with pytest.raises(PullRefused, match=r"2 files: big.gguf, q4/small.gguf"):
        await shop.pull.find("acme/small-GGUF", None, shop.address)
    assert (await shop.pull.find("acme/small-GGUF", "big.gguf", shop.address)).sha256 is None


@pytest.mark.parametrize(
    ("repository", "answer", "error"),
    [
        ("../../etc", None, PullRefused),
        ("acme", None, PullRefused),
        ("acme/gone", None, PullFailed),
        ("acme/odd", document(b"<html>"), PullFailed),
        ("acme/none", document(b"[]", "application/json"), PullRefused),
    ],
)
async def test_what_is_no_repository_is_told(
    shop: Shop, repository: str, answer: Answer | None, error: type[Exception]
) -> None:
    if answer is not None:
        shop.upstream.on(f"/api/models/{repository}/tree/main?recursive=true", answer)
    with pytest.raises(error):
        await shop.pull.find(repository, None, shop.address)


async def test_a_file_of_this_machine_is_copied(shop: Shop, tmp_path: Path) -> None:
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(GGUF)
    pulled = await shop.pull.from_file(mine, SHA256, shop.progress)
    assert pulled.path.read_bytes() == mine.read_bytes()
    assert shop.asked == []
    with pytest.raises(PullRefused, match="cannot be copied"):
        await shop.pull.from_file(tmp_path / "gone.gguf", None, shop.progress)


@pytest.mark.parametrize("name", ["", "x.bin", "../x.gguf", ".gguf", "a b.gguf", "x-00001-of-00003.gguf"])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(PullRefused):
        checked_name(name)


def test_a_hash_is_a_hash_and_two_must_agree() -> None:
    assert checked_hash(SHA256.upper()) == SHA256
    with pytest.raises(InvalidRequest):
        checked_hash("abc")
    wanted = Wanted("https://a/b.gguf", "b.gguf", SHA256)
    assert with_hash(wanted, None) == with_hash(wanted, SHA256) == wanted
    with pytest.raises(PullRefused, match="The hub says"):
        with_hash(wanted, "0" * 64)


def test_an_address_of_a_file_ends_in_its_name() -> None:
    assert wanted_at("https://a.com/x/y.gguf?token=1", None).name == "y.gguf"
    with pytest.raises(PullRefused):
        wanted_at("https://a.com/", None)
