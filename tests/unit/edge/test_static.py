"""The browser app's files."""

from pathlib import Path

import pytest

from inhouse.core.errors import NotFound
from inhouse.edge.static import StaticFiles
from tests.asgi import call


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("the page")
    (tmp_path / "assets" / "app-1a2b.js").write_text("plain")
    (tmp_path / "assets" / "app-1a2b.js.br").write_text("brotli")
    (tmp_path / "assets" / "app-1a2b.js.gz").write_text("gzip")
    (tmp_path.parent / "outside.txt").write_text("outside")
    return StaticFiles(tmp_path)


async def test_hashed_assets_may_be_kept_for_ever_and_come_compressed(files: StaticFiles) -> None:
    asset = "/assets/app-1a2b.js"
    plain = await call(files, "GET", asset)
    best = await call(files, "GET", asset, headers={"accept-encoding": "gzip, br;q=1.0"})
    older = await call(files, "GET", asset, headers={"accept-encoding": "gzip"})
    assert (plain.body, best.body, older.body) == (b"plain", b"brotli", b"gzip")
    assert best.headers["content-encoding"] == "br"
    assert "immutable" in best.headers["cache-control"]


async def test_the_page_answers_for_every_screen_and_is_asked_for_each_time(files: StaticFiles) -> None:
    for path in ("/", "/chats/0199", "/setup"):
        reply = await call(files, "GET", path)
        assert (reply.status, reply.body) == (200, b"the page")
        assert reply.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-1a2b.js",
        "/favicon.png",
        "/api/nothing",
        "/v1/nothing",
        "/../outside.txt",
        "/assets/../../outside.txt",
    ],
)
async def test_what_is_not_there_is_missing_and_not_the_page(files: StaticFiles, path: str) -> None:
    with pytest.raises(NotFound):
        await call(files, "GET", path)


async def test_without_the_browser_app_a_plain_page_says_how_to_get_it(tmp_path: Path) -> None:
    files = StaticFiles(tmp_path / "nothing")
    reply = await call(files, "GET", "/")
    assert not files.built
    assert b"Node.js" in reply.body
