"""The guide for auditors, command by command, on a fresh installation."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.product import Product

GUIDE = (ROOT / "docs" / "guides" / "audit.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh audit( fails)?\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("audit"), {"INHOUSE_ENGINE": "off"}).start()
    running.make_person(admin=True)
    yield running
    running.stop()


def shell(product: Product, folder: Path) -> dict[str, str]:
    """An environment in which `inhouse` and `python3` are ours."""
    programs = folder / "bin"
    programs.mkdir()
    for name, words in (("inhouse", [*product.program]), ("python3", [sys.executable])):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {" ".join(words)} "$@"\n')
        program.chmod(0o700)
    return {**product.environment, "PATH": f"{programs}:{os.environ['PATH']}"}


@pytest.mark.timeout(400)  # Thirty commands and two installations; minutes on a busy machine.
async def test_every_command_of_the_guide_does_what_it_says(fresh: Product, tmp_path: Path) -> None:
    assert len(BLOCKS) >= 9
    environment = shell(fresh, tmp_path)
    said = ""
    for fails, commands in BLOCKS:
        words = ["sh", "-e", "-c", commands]
        done = await asyncio.to_thread(
            subprocess.run, words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110
        )
        assert done.returncode == (1 if fails else 0), f"{commands}\n{done.stdout}\n{done.stderr}"
        said += done.stdout
    assert "all is as it was signed" in said
    assert "Proved: this is entry 1 of " in said
    assert "FAULT: entry " in said
    assert "Everything held." in said
