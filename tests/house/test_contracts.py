"""The import contracts of pyproject.toml bite: in a small copy of the house each planted violation is found."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

ROOMS = (
    "admin", "chat", "knowledge", "gateway", "gate", "guard", "models", "ledger", "identity", "vault", "store", "net",
    "edge", "host",
)  # fmt: skip

ALLOWED = {
    "core/errors.py": "",
    "models/call.py": "import inhouse.net.client",
    "gateway/road.py": "import inhouse.models.call, inhouse.guard, inhouse.ledger",
    "gateway/openai/chat.py": "import starlette",
    "net/client.py": "import socket, ssl, httptools, inhouse.core.errors",
    "host/child.py": "import subprocess",
    "store/work.py": "import sqlalchemy, inhouse.host.child",
    "chat/records.py": "import sqlalchemy, inhouse.store.work",
    "chat/http.py": "import fastapi, inhouse.edge, inhouse.gateway.road",
    "app/api.py": "import fastapi, inhouse.chat.http",
}

PLANTED = {
    "chat/shortcut.py": ("import inhouse.models.call", "inhouse.chat.shortcut -> inhouse.models.call"),
    "guard/upwards.py": ("import inhouse.chat.http", "inhouse.guard.upwards -> inhouse.chat.http"),
    "guard/stranger.py": ("import inhouse.ledger", "inhouse.guard.stranger -> inhouse.ledger"),
    "edge/stranger.py": ("import inhouse.store.work", "inhouse.edge.stranger -> inhouse.store.work"),
    "vault/network.py": ("import inhouse.net.client", "inhouse.vault.network -> inhouse.net.client"),
    "gate/curious.py": ("import inhouse.guard", "inhouse.gate.curious -> inhouse.guard"),
    "chat/fetch.py": ("import socket", "inhouse.chat.fetch -> socket"),
    "guard/verify.py": ("import httptools", "inhouse.guard.verify -> httptools"),
    "models/start.py": ("import subprocess", "inhouse.models.start -> subprocess"),
    "chat/turn.py": ("import sqlalchemy", "inhouse.chat.turn -> sqlalchemy"),
    "chat/tree.py": ("import fastapi", "inhouse.chat.tree -> fastapi"),
    "utils/__init__.py": ("", "- inhouse.utils"),
}


def house(folder: Path, files: dict[str, str]) -> None:
    rooms = {f"{room}/__init__.py": "" for room in (*ROOMS, "core")}
    inside = {f"{Path(name).parent}/__init__.py": "" for name in files if "/" in name}
    top = {"__init__.py": "", "cli.py": "", "settings.py": ""}
    for name, text in (rooms | inside | top | files).items():
        path = folder / "src" / "inhouse" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    section = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.importlinter]")[2]
    (folder / "pyproject.toml").write_text("[tool.importlinter]" + section.partition("\n# --- ")[0])


def lint(folder: Path) -> str:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "300", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_house_by_the_rules_keeps_every_contract(tmp_path: Path) -> None:
    house(tmp_path, ALLOWED)
    assert re.search(r"Contracts: \d+ kept, 0 broken", lint(tmp_path))


@pytest.fixture(scope="module")
def broken_house(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("house")
    house(folder, ALLOWED | {name: text for name, (text, _) in PLANTED.items()})
    return lint(folder)


@pytest.mark.parametrize("name", PLANTED)
def test_each_violation_is_named(broken_house: str, name: str) -> None:
    assert PLANTED[name][1] in broken_house
